//! The page inside another page: the lines that put it there, and whether this is such a page.

use super::address_with;
use super::copied::CopyLine;
use crate::exchange::{Origin, Packed};
use crate::page::state::Page;
use crate::page::words::{Text, share};
use crate::share::packed::{MAX_LINK_BYTES, to_link};
use leptos::html;
use leptos::prelude::*;
use web_sys::UrlSearchParams;

/// Whether the address asks for plane and pad alone.
pub fn is_embedded() -> bool {
    let search = window().location().search().unwrap_or_default();
    UrlSearchParams::new_with_str(&search).is_ok_and(|search| search.get("embed").as_deref() == Some("1"))
}

/// The lines of HTML that show the network in another page.
#[component]
pub fn Embed() -> impl IntoView {
    let page = expect_context::<Page>();
    let said = RwSignal::new(None);
    let field = NodeRef::<html::Input>::new();
    let text = Memo::new(move |_| share::snippet(&address_with("?embed=1", &fragment(page))));
    view! {
        <section class="part">
            <label for="embed-snippet">{share::EMBED}</label>
            <CopyLine id="embed-snippet" text said field />
            <p class="small muted">{share::EMBED_HELP}</p>
            <p class="small" role="status">{move || said.get().map(Text::get)}</p>
        </section>
    }
}

/// The packed weights; before they are packed, the recipe, which trains at once, if it has any steps; the address
/// alone shows what comes with the page.
fn fragment(page: Page) -> String {
    if let Some(Packed::Text { text, .. }) = page.packed.get()
        && text.len() <= MAX_LINK_BYTES
    {
        return to_link(&text);
    }
    if page.network.with(|it| it.as_ref().is_some_and(|it| it.origin == Origin::Pretrained)) {
        return String::new();
    }
    let link = page.link.get().unwrap_or_default();
    let recipe = link.split_once('#').map_or("", |(_, recipe)| recipe);
    if page.step() == 0 || recipe.is_empty() { recipe.to_owned() } else { format!("{recipe}&run=1") }
}
