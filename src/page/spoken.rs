//! The language that the page speaks now, and texts that follow it in views.

use crate::language::Language;
use crate::page::browser::storage;
use crate::page::words::Text;
use leptos::prelude::*;

/// Where the browser keeps the visitor's choice.
const CHOSEN: &str = "language";

thread_local! {
    static CURRENT: ArcRwSignal<Language> = ArcRwSignal::new(Language::English);
}

/// The language of now; what reads it in a reactive place is run again when it changes.
pub fn current() -> Language {
    CURRENT.with(ArcRwSignal::get)
}

/// Speaks the language that was chosen here before, or else the first of the browser's that is spoken.
pub fn begin() {
    let stored = storage().and_then(|storage| storage.get_item(CHOSEN).ok()?);
    let tags = window().navigator().languages();
    speak(Language::of_tags(stored.into_iter().chain(tags.iter().filter_map(|tag| tag.as_string()))));
}

/// Speaks a language from now on, and at later visits.
pub fn choose(language: Language) {
    if let Some(storage) = storage() {
        // A browser that keeps nothing asks its own languages again.
        let _ = storage.set_item(CHOSEN, language.name());
    }
    speak(language);
}

fn speak(language: Language) {
    CURRENT.with(|current| current.set(language));
    if let Some(root) = document().document_element() {
        // Every element takes this attribute.
        let _ = root.set_attribute("lang", language.name());
    }
}

impl From<Text> for Signal<String> {
    fn from(text: Text) -> Self {
        Self::derive(move || text.get())
    }
}

impl IntoRender for Text {
    type Output = Signal<String>;

    fn into_render(self) -> Self::Output {
        self.into()
    }
}

impl IntoAttributeValue for Text {
    type Output = Signal<String>;

    fn into_attribute_value(self) -> Self::Output {
        self.into()
    }
}

/// A button for each language that is not spoken now.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let button = |&language: &Language| {
        view! {
            <button class="btn quiet language" class:hide=move || current() == language data-testid=format!("language-{language}")
                lang=language.name() title=language.title() aria-label=format!("{} ({})", language.name().to_uppercase(), language.title())
                on:click=move |_| choose(language)>{language.name().to_uppercase()}</button>
        }
    };
    Language::ALL.iter().map(button).collect_view()
}
