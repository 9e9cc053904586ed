//! Links: what is written is read back to the last bit, and everything else is refused in a sentence.

use latent_playground::settings::{
    Change, DatasetName, ExecutorChoice, MAX_BATCH, MAX_BETA, MAX_CHANGES, MAX_HIDDEN, MAX_LATENT,
    MAX_LEARNING_RATE, MAX_STEPS, ModelName, Optimizer, Recipe, Reconstruction, Settings,
};
use latent_playground::share::link::{LinkError, MAX_BYTES, Opened, read, write};
use latent_playground::view::{CLASSES, Feed, GRID_RANGE, Marks, Spread, View};
use latent_playground::window::{HALF_RANGE, Window};
use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::sample::select;

fn sentence(fragment: &str) -> String {
    read(fragment).expect_err(fragment).to_string()
}

/// A recipe and a view in which nothing is the default, and their link.
fn example() -> (Recipe, View, &'static str) {
    let recipe = Recipe {
        settings: Settings {
            dataset: DatasetName::Synthetic,
            model: ModelName::Vae,
            latent: 16,
            hidden: 300,
            reconstruction: Reconstruction::SquaredError,
            beta: 0.5,
            optimizer: Optimizer::RmsProp,
            learning_rate: 0.003,
            batch: 64,
            seed: 7,
            executor: ExecutorChoice::Cpu,
        },
        changes: vec![
            Change { step: 500, beta: 4.0, learning_rate: 0.001 },
            Change { step: 800, beta: 1.0, learning_rate: 0.0005 },
        ],
        steps: 1200,
    };
    let view = View { marks: Marks::Both, grid: 25, spread: Spread::Quantiles, ..View::default() };
    let fragment = "v=1&data=synthetic&model=vae&latent=16&hidden=300&loss=mse&beta=0.5&optimizer=rmsprop\
        &rate=0.003&batch=64&seed=7&executor=cpu&steps=1200&changes=500:4:0.001,800:1:0.0005\
        &show=both&grid=25&scale=quantiles&end";
    (recipe, view, fragment)
}

#[test]
fn links_that_were_handed_out_keep_their_meaning() {
    let (recipe, view, fragment) = example();
    assert_eq!(write(&recipe, &view), fragment);
    assert_eq!(read(fragment), Ok(Opened { recipe, view, run: false }));
}

#[test]
fn absent_fields_take_their_defaults() {
    let mut expected = Opened::default();
    assert_eq!(read("v=1&end"), Ok(expected.clone()));
    expected.recipe.settings.seed = 3;
    assert_eq!(read("v=1&seed=3&end"), Ok(expected));
}

#[test]
fn a_hash_sign_and_space_around_a_link_are_tolerated() {
    assert_eq!(read("#v=1&seed=3&end"), read("v=1&seed=3&end"));
    assert_eq!(read(" #v=1&seed=3&end\n"), read("v=1&seed=3&end"));
}

#[test]
fn run_may_stand_on_either_side_of_the_end() {
    for fragment in ["v=1&run=1&end", "v=1&end&run=1"] {
        assert!(read(fragment).unwrap().run, "{fragment}");
    }
    assert!(!read("v=1&end&run=0").unwrap().run);
}

#[test]
fn percent_encoding_by_a_messenger_is_undone() {
    let (recipe, view, fragment) = example();
    let encoded = fragment.replace(':', "%3A").replace(',', "%2c");
    assert_eq!(read(&encoded), Ok(Opened { recipe, view, run: false }));
}

#[test]
fn floats_may_have_an_exponent() {
    let opened = read("v=1&rate=1e-3&beta=2E0&end").unwrap();
    assert_eq!(opened.recipe.settings.learning_rate.to_bits(), 0.001_f32.to_bits());
    assert_eq!(opened.recipe.settings.beta.to_bits(), 2.0_f32.to_bits());
}

#[test]
fn a_link_from_the_future_is_refused_with_its_version() {
    assert_eq!(read("v=2&whatever"), Err(LinkError::FromTheFuture { version: "2".into() }));
    assert!(sentence("v=2&seed=3&end").contains("version 2"));
    assert!(sentence("v=99999999999999999999&end").contains("99999999999999999999"));
}

#[test]
fn a_link_without_a_version_is_refused_with_what_stands_there() {
    for fragment in ["", "v=", "v=0&end", "v=-1&end", "v=x&end", "seed=3&v=1&end", "section-2", "&v=1&end"] {
        assert!(matches!(read(fragment), Err(LinkError::NoVersion { .. })), "{fragment}");
    }
    assert!(sentence("section-2").contains("“section-2”"));
}

#[test]
fn a_link_without_its_end_is_refused_as_cut_off() {
    for fragment in ["v=1", "v=1&", "v=1&seed=3", "v=1&seed=3&", "v=1&seed=3&en", "v=1&seed=3&end=1"] {
        assert_eq!(read(fragment), Err(LinkError::CutOff), "{fragment}");
    }
}

#[test]
fn an_unknown_setting_is_named() {
    assert!(sentence("v=1&sneed=3&end").contains("“sneed”"));
    assert!(sentence("v=1&Seed=3&end").contains("“Seed”"));
}

#[test]
fn a_setting_that_stands_twice_is_named() {
    assert_eq!(read("v=1&seed=3&seed=3&end"), Err(LinkError::Duplicate { key: "seed".into() }));
    assert_eq!(read("v=1&run=1&end&run=1"), Err(LinkError::Duplicate { key: "run".into() }));
    assert_eq!(read("v=1&v=1&end"), Err(LinkError::UnknownKey { key: "v".into() }));
}

#[test]
fn a_field_without_a_value_is_named() {
    assert_eq!(read("v=1&seed&end"), Err(LinkError::NoValue { field: "seed".into() }));
    assert_eq!(read("v=1&&end"), Err(LinkError::NoValue { field: String::new() }));
}

#[test]
fn nothing_but_run_may_follow_the_end() {
    assert_eq!(read("v=1&end&seed=3"), Err(LinkError::AfterEnd { field: "seed=3".into() }));
    assert_eq!(read("v=1&end&end"), Err(LinkError::AfterEnd { field: "end".into() }));
}

#[test]
fn an_unknown_choice_is_refused_with_the_choices_there_are() {
    for (field, choices) in [
        ("data=fashion", "mnist, fashion-mnist, synthetic, own"),
        ("model=gan", "vae"),
        ("loss=l1", "bce, mse"),
        ("optimizer=sgd", "adam, rmsprop"),
        ("executor=tpu", "auto, gpu, cpu"),
        ("show=all", "manifold, codes, both"),
        ("scale=log", "linear, quantiles"),
        ("data=", "mnist, fashion-mnist, synthetic, own"),
        ("data=MNIST", "mnist, fashion-mnist, synthetic, own"),
    ] {
        let sentence = sentence(&format!("v=1&{field}&end"));
        assert!(sentence.contains(&format!("“{field}”")) && sentence.contains(choices), "{sentence}");
    }
}

#[test]
fn a_whole_number_out_of_range_is_refused_with_its_range() {
    for (key, low, high) in [
        ("latent", 1, MAX_LATENT),
        ("hidden", 1, MAX_HIDDEN),
        ("batch", 1, MAX_BATCH),
        ("seed", 0, u32::MAX),
        ("steps", 0, MAX_STEPS),
        ("grid", *GRID_RANGE.start(), *GRID_RANGE.end()),
    ] {
        for good in [low, high] {
            read(&format!("v=1&{key}={good}&end")).unwrap();
        }
        let bad = [(i64::from(low) - 1).to_string(), (i64::from(high) + 1).to_string()];
        for bad in bad.iter().map(String::as_str).chain(["", "x", "20.5", "NaN", "99999999999999999999"]) {
            let sentence = sentence(&format!("v=1&{key}={bad}&end"));
            assert!(sentence.contains(&format!("“{key}={bad}”")), "{sentence}");
            assert!(sentence.contains(&format!("from {low} to {high}")), "{sentence}");
        }
    }
}

#[test]
fn a_beta_or_rate_out_of_range_or_not_finite_is_refused() {
    for bad in ["-0.1", "100.1", "inf", "-inf", "NaN", "1e40", "", "x"] {
        let value = bad.to_owned();
        assert_eq!(read(&format!("v=1&beta={bad}&end")), Err(LinkError::Beta { key: "beta", value }));
    }
    for bad in ["0", "-0.1", "1e-60", "1000001", "inf", "NaN", "1e40", "", "x"] {
        let value = bad.to_owned();
        assert_eq!(read(&format!("v=1&rate={bad}&end")), Err(LinkError::LearningRate { key: "rate", value }));
    }
}

#[test]
fn a_window_out_of_form_or_bounds_is_refused() {
    let opened = read("v=1&window=-1.5:0.25:0.5&end").unwrap();
    assert_eq!(opened.view.window, Window { centre: [-1.5, 0.25], half: 0.5 });
    for bad in
        ["", "1:2", "1:2:3:4", "0:0:0.01", "0:0:13", "13:0:1", "0:NaN:1", "0:0:NaN", "inf:0:1", "x:0:1"]
    {
        let refused = read(&format!("v=1&window={bad}&end"));
        assert_eq!(refused, Err(LinkError::NoWindow { value: bad.into() }));
    }
    assert!(sentence("v=1&window=0:0:99&end").contains("from 0.1 to 24 wide"));
}

#[test]
fn changes_out_of_form_range_or_order_are_refused() {
    let changes = |changes: &str| read(&format!("v=1&steps=1000&changes={changes}&end")).unwrap_err();
    for bad in ["", "500", "500:4", "500:4:0.1:7"] {
        assert_eq!(changes(bad), LinkError::NoChange { change: bad.into() });
    }
    assert!(matches!(changes("-1:4:0.1"), LinkError::Whole { key: "changes", .. }));
    assert!(matches!(changes("500:NaN:0.1"), LinkError::Beta { key: "changes", .. }));
    assert!(matches!(changes("500:4:0"), LinkError::LearningRate { key: "changes", .. }));
    assert_eq!(changes("500:4:0.1,"), LinkError::NoChange { change: String::new() });
    assert_eq!(changes("500:4:0.1,400:1:0.1"), LinkError::ChangesNotRising { step: 400 });
    assert_eq!(changes("500:4:0.1,500:1:0.1"), LinkError::ChangesNotRising { step: 500 });
    assert_eq!(changes("1001:4:0.1"), LinkError::ChangeAfterLastStep { step: 1001, steps: 1000 });
    let many: Vec<_> = (0..=MAX_CHANGES).map(|step| format!("{step}:1:1")).collect();
    assert_eq!(changes(&many.join(",")), LinkError::TooManyChanges);
    read(&format!("v=1&changes={}&steps=1000&end", many[1..].join(","))).unwrap();
}

#[test]
fn an_endless_link_is_refused_unread() {
    let fragment = format!("v=1&seed={}&end", "0".repeat(MAX_BYTES));
    assert_eq!(read(&fragment), Err(LinkError::TooLong { bytes: fragment.len() }));
}

#[test]
fn what_a_hostile_link_says_is_quoted_short_and_visible() {
    let sentence = sentence(&format!("v=1&data=%00%0A%1B[31m%E2%80%AEx{}&end", "y".repeat(500)));
    assert!(sentence.contains("“data=[31mxyyy"), "{sentence}");
    assert!(sentence.chars().count() < 120, "{sentence}");
    assert!(!sentence.chars().any(|c| c.is_control() || c == '\u{202e}'), "{sentence:?}");
}

#[test]
fn the_longest_recipe_makes_a_link_that_is_read() {
    let (mut recipe, mut view, _) = example();
    let long = 1.175_494_4e-38;
    (view.class, view.feed) = (9, Feed::Other);
    view.window = Window { centre: [-long; 2], half: 0.123_456_78 };
    recipe.settings = Settings { beta: long, learning_rate: long, seed: u32::MAX, ..recipe.settings };
    recipe.steps = MAX_STEPS;
    recipe.changes = (0..MAX_CHANGES as u32)
        .map(|k| Change { step: MAX_STEPS - 100 + k, beta: long, learning_rate: long })
        .collect();
    let encoded = write(&recipe, &view).replace(':', "%3A").replace(',', "%2C");
    assert_eq!(read(&encoded), Ok(Opened { recipe, view, run: false }));
}

#[test]
fn every_choice_has_one_name_in_both_directions() {
    for choice in DatasetName::ALL {
        assert_eq!(DatasetName::from_name(choice.name()), Some(*choice));
    }
    for choice in ExecutorChoice::ALL {
        assert_eq!(choice.to_string().parse(), Ok(*choice));
    }
    let refused = "tpu".parse::<ExecutorChoice>().unwrap_err().to_string();
    assert_eq!(refused, "“tpu” is not one of: auto, gpu, cpu.");
}

/// Every float of the range, whatever its exponent.
fn floats(high: f32) -> impl Strategy<Value = f32> {
    prop_oneof![0.0..=high, (0..=high.to_bits()).prop_map(f32::from_bits)]
}

fn rates() -> impl Strategy<Value = f32> {
    floats(MAX_LEARNING_RATE).prop_filter("above zero", |rate| *rate > 0.0)
}

fn settings() -> impl Strategy<Value = Settings> {
    let choices = (
        select(DatasetName::ALL),
        select(ModelName::ALL),
        select(Reconstruction::ALL),
        select(Optimizer::ALL),
        select(ExecutorChoice::ALL),
    );
    let sizes = (1..=MAX_LATENT, 1..=MAX_HIDDEN, 1..=MAX_BATCH, any::<u32>());
    (choices, sizes, floats(MAX_BETA), rates()).prop_map(|(choices, sizes, beta, learning_rate)| {
        let (dataset, model, reconstruction, optimizer, executor) = choices;
        let (latent, hidden, batch, seed) = sizes;
        Settings {
            dataset,
            model,
            latent,
            hidden,
            reconstruction,
            beta,
            optimizer,
            learning_rate,
            batch,
            seed,
            executor,
        }
    })
}

fn recipes() -> impl Strategy<Value = Recipe> {
    let changes = btree_map(0..=MAX_STEPS, (floats(MAX_BETA), rates()), 0..=MAX_CHANGES);
    (settings(), changes, 0..=MAX_STEPS).prop_map(|(settings, changes, steps)| {
        let changes: Vec<_> = changes
            .into_iter()
            .map(|(step, (beta, learning_rate))| Change { step, beta, learning_rate })
            .collect();
        let steps = changes.last().map_or(steps, |last| steps.max(last.step));
        Recipe { settings, changes, steps }
    })
}

fn views() -> impl Strategy<Value = View> {
    let reach = *HALF_RANGE.end();
    let windows = prop_oneof![
        Just(Window::default()),
        (-reach..=reach, -reach..=reach, HALF_RANGE).prop_map(|(x, y, half)| Window { centre: [x, y], half }),
    ];
    (select(Marks::ALL), GRID_RANGE, select(Spread::ALL), 0..CLASSES, select(Feed::ALL), windows).prop_map(
        |(marks, grid, spread, class, feed, window)| View { marks, grid, spread, class, feed, window },
    )
}

proptest! {
    #[test]
    fn every_recipe_within_bounds_comes_back_to_the_last_bit(recipe in recipes(), view in views()) {
        let opened = read(&write(&recipe, &view)).unwrap();
        prop_assert_eq!(opened.recipe.settings.beta.to_bits(), recipe.settings.beta.to_bits());
        prop_assert_eq!(opened, Opened { recipe, view, run: false });
    }

    #[test]
    fn every_beginning_of_a_link_is_refused(recipe in recipes(), view in views()) {
        let fragment = write(&recipe, &view);
        for length in 0..fragment.len() {
            prop_assert!(read(&fragment[..length]).is_err(), "{}", &fragment[..length]);
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = read(&text);
        let _ = read(&format!("v=1&{text}&end"));
    }

    #[test]
    fn what_is_read_from_a_garbled_link_is_within_bounds_and_can_be_written_again(
        recipe in recipes(),
        view in views(),
        place in any::<prop::sample::Index>(),
        garbage in "[ -~]{0,3}",
    ) {
        let mut fragment = write(&recipe, &view);
        let place = place.index(fragment.len());
        fragment.replace_range(place..=place, &garbage);
        if let Ok(opened) = read(&fragment) {
            let settings = &opened.recipe.settings;
            prop_assert!((1..=MAX_LATENT).contains(&settings.latent));
            prop_assert!((1..=MAX_HIDDEN).contains(&settings.hidden));
            prop_assert!((1..=MAX_BATCH).contains(&settings.batch));
            prop_assert!((0.0..=MAX_BETA).contains(&settings.beta));
            prop_assert!(settings.learning_rate > 0.0 && settings.learning_rate <= MAX_LEARNING_RATE);
            prop_assert!(opened.recipe.steps <= MAX_STEPS && GRID_RANGE.contains(&opened.view.grid));
            let again = read(&write(&opened.recipe, &opened.view)).unwrap();
            prop_assert_eq!(again.recipe, opened.recipe);
        }
    }
}
