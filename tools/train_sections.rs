//! Trains the weights of the section decoder: a linear-chain conditional random field over the evidence of each unit.
//!
//!     rustc -O --edition 2024 tools/train_sections.rs -o train_sections
//!     train_sections fit DATA [--l2 X] [--epochs N] > src/draft/section/weights.rs
//!     train_sections hold-out DATA [--l2 X] [--epochs N]     (predicts each group from the others; one kind a line)
//!
//! DATA has one block a mail. Its first line is `# GROUP WEIGHT`, then one line a unit:
//! `KIND AFTER_QUOTE EVIDENCE EVIDENCE …`, and a blank line. The first block's `!` line names all evidence in order.
//! Same data, same weights: no random numbers are used.

use std::collections::HashMap;

const KINDS: [&str; 4] = ["greeting", "message", "farewell", "signature"];
/// Whole numbers that stand for a weight of one.
const SCALE: f64 = 64.0;

struct Unit {
    gold: usize,
    row: usize,
    free: bool,
    evidence: Vec<usize>,
}

struct Mail {
    group: String,
    weight: f64,
    units: Vec<Unit>,
}

struct Model {
    evidence: Vec<[f64; 4]>,
    steps: [[f64; 4]; 6],
}

struct Args {
    l2: f64,
    epochs: usize,
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |name: &str, default: f64| {
        let at = args.iter().position(|a| a == name);
        at.and_then(|i| args.get(i + 1)).and_then(|v| v.parse().ok()).unwrap_or(default)
    };
    let settings = Args { l2: number("--l2", 0.6), epochs: number("--epochs", 120.0) as usize };
    let text = std::fs::read_to_string(&args[2]).expect("the data file");
    let (names, mails) = load(&text);
    match args[1].as_str() {
        "fit" => print_weights(&names, &fit(&mails, names.len(), &settings, None)),
        "hold-out" => hold_out(&mails, names.len(), &settings),
        other => panic!("fit or hold-out, not {other}"),
    }
}

fn load(text: &str) -> (Vec<String>, Vec<Mail>) {
    let mut names = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut mails: Vec<Mail> = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            ["!", rest @ ..] => {
                names = rest.iter().map(|s| (*s).to_string()).collect();
                numbers = names.iter().cloned().enumerate().map(|(i, n)| (n, i)).collect();
            }
            ["#", group, weight] => {
                mails.push(Mail { group: (*group).to_string(), weight: weight.parse().expect("a weight"), units: Vec::new() });
            }
            [kind, after, rest @ ..] => {
                let mail = mails.last_mut().expect("a mail before its units");
                let first = mail.units.is_empty();
                let gold = KINDS.iter().position(|k| k == kind).unwrap_or(1);
                let free = first || *after == "1";
                let row = if first { 0 } else { 5 };
                mail.units.push(Unit { gold, row, free, evidence: rest.iter().map(|e| numbers[*e]).collect() });
            }
            [_] => panic!("a unit without its fields: {line}"),
        }
    }
    mails.retain(|m| !m.units.is_empty());
    (names, mails)
}

impl Model {
    fn own(&self, unit: &Unit) -> [f64; 4] {
        let mut sum = [0.0; 4];
        for &e in &unit.evidence {
            for k in 0..4 {
                sum[k] += self.evidence[e][k];
            }
        }
        sum
    }
}

fn log_sum(values: [f64; 4]) -> f64 {
    let top = values.iter().copied().fold(f64::MIN, f64::max);
    top + values.iter().map(|v| (v - top).exp()).sum::<f64>().ln()
}

/// Adds the gradient of one stretch of units that depend on each other; returns its log-likelihood.
fn gradient(model: &Model, units: &[Unit], weight: f64, into: &mut Model) -> f64 {
    let n = units.len();
    let own: Vec<[f64; 4]> = units.iter().map(|u| model.own(u)).collect();
    let mut ahead = vec![[0.0; 4]; n];
    let mut behind = vec![[0.0; 4]; n];
    for k in 0..4 {
        ahead[0][k] = own[0][k] + model.steps[units[0].row][k];
    }
    for t in 1..n {
        for k in 0..4 {
            ahead[t][k] = own[t][k] + log_sum(std::array::from_fn(|j| ahead[t - 1][j] + model.steps[j + 1][k]));
        }
    }
    for t in (0..n - 1).rev() {
        for j in 0..4 {
            behind[t][j] = log_sum(std::array::from_fn(|k| behind[t + 1][k] + own[t + 1][k] + model.steps[j + 1][k]));
        }
    }
    let total = log_sum(ahead[n - 1]);
    let mut gold = model.steps[units[0].row][units[0].gold] + own[0][units[0].gold];
    for t in 0..n {
        for k in 0..4 {
            let expected = (ahead[t][k] + behind[t][k] - total).exp();
            let error = weight * (f64::from(u8::from(units[t].gold == k)) - expected);
            for &e in &units[t].evidence {
                into.evidence[e][k] += error;
            }
            if t == 0 {
                into.steps[units[0].row][k] += error;
            }
        }
        if t > 0 {
            let (before, now) = (units[t - 1].gold, units[t].gold);
            gold += model.steps[before + 1][now] + own[t][now];
            into.steps[before + 1][now] += weight;
            for j in 0..4 {
                for k in 0..4 {
                    let pair = (ahead[t - 1][j] + model.steps[j + 1][k] + own[t][k] + behind[t][k] - total).exp();
                    into.steps[j + 1][k] -= weight * pair;
                }
            }
        }
    }
    weight * (gold - total)
}

/// The stretches of a mail between quotations.
fn stretches(units: &[Unit]) -> Vec<&[Unit]> {
    let mut starts: Vec<usize> = units.iter().enumerate().filter(|(_, u)| u.free).map(|(i, _)| i).collect();
    starts.push(units.len());
    starts.windows(2).map(|w| &units[w[0]..w[1]]).collect()
}

/// Maximises the penalised likelihood by gradient steps with a step size for each weight (RPROP).
fn fit(mails: &[Mail], count: usize, settings: &Args, leave_out: Option<&str>) -> Model {
    let zero = || Model { evidence: vec![[0.0; 4]; count], steps: [[0.0; 4]; 6] };
    let (mut model, mut last, mut size) = (zero(), zero(), zero());
    size.evidence.iter_mut().chain(size.steps.iter_mut()).flatten().for_each(|s| *s = 0.1);
    for _ in 0..settings.epochs {
        let mut slope = zero();
        for mail in mails.iter().filter(|m| Some(m.group.as_str()) != leave_out) {
            for units in stretches(&mail.units) {
                gradient(&model, units, mail.weight, &mut slope);
            }
        }
        let weights = model.evidence.iter_mut().chain(model.steps.iter_mut()).flatten();
        let slopes = slope.evidence.iter_mut().chain(slope.steps.iter_mut()).flatten();
        let lasts = last.evidence.iter_mut().chain(last.steps.iter_mut()).flatten();
        let sizes = size.evidence.iter_mut().chain(size.steps.iter_mut()).flatten();
        for (((w, g), old), s) in weights.zip(slopes).zip(lasts).zip(sizes) {
            *g -= settings.l2 * *w;
            let agree = *g * *old;
            if agree > 0.0 {
                *s = (*s * 1.2).min(1.0);
            } else if agree < 0.0 {
                *s = (*s * 0.5).max(1e-6);
                *g = 0.0;
            }
            *w += *s * if *g > 0.0 { 1.0 } else if *g < 0.0 { -1.0 } else { 0.0 };
            *old = *g;
        }
    }
    model
}

fn predict(model: &Model, mail: &Mail) -> Vec<usize> {
    let mut kinds = Vec::new();
    for units in stretches(&mail.units) {
        let mut score: [f64; 4] = std::array::from_fn(|k| model.own(&units[0])[k] + model.steps[units[0].row][k]);
        let mut back = vec![[0; 4]];
        for unit in &units[1..] {
            let own = model.own(unit);
            let from: [usize; 4] = std::array::from_fn(|k| {
                (0..4).max_by(|&a, &b| (score[a] + model.steps[a + 1][k]).total_cmp(&(score[b] + model.steps[b + 1][k]))).unwrap_or(1)
            });
            score = std::array::from_fn(|k| score[from[k]] + model.steps[from[k] + 1][k] + own[k]);
            back.push(from);
        }
        let mut kind = (0..4).max_by(|&a, &b| score[a].total_cmp(&score[b])).unwrap_or(1);
        let mut path = vec![kind];
        for from in back[1..].iter().rev() {
            kind = from[kind];
            path.push(kind);
        }
        kinds.extend(path.into_iter().rev());
    }
    kinds
}

fn hold_out(mails: &[Mail], count: usize, settings: &Args) {
    let mut groups: Vec<&str> = mails.iter().map(|m| m.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let models: HashMap<&str, Model> = groups.iter().filter(|g| !g.starts_with("own")).map(|&g| (g, fit(mails, count, settings, Some(g)))).collect();
    for mail in mails {
        let Some(model) = models.get(mail.group.as_str()) else { continue };
        for kind in predict(model, mail) {
            println!("{}", KINDS[kind]);
        }
        println!();
    }
}

fn print_weights(names: &[String], model: &Model) {
    let whole = |w: f64| (w * SCALE).round() as i32;
    println!("// Generated by tools/train_sections.rs; do not edit.\n");
    println!("//! What each piece of evidence speaks for, and how likely one kind follows another; {SCALE} stand for a weight of one.\n");
    println!("/// For each piece of evidence: greeting, message, farewell, signature.");
    println!("#[rustfmt::skip]\npub(super) static EVIDENCE: [[i16; 4]; {}] = [", names.len());
    for (name, w) in names.iter().zip(&model.evidence) {
        println!("    [{}, {}, {}, {}], // {name}", whole(w[0]), whole(w[1]), whole(w[2]), whole(w[3]));
    }
    println!("];\n");
    println!("/// From the start, greeting, message, farewell, signature, quoted text (the rows) to greeting, message, farewell, signature.");
    println!("#[rustfmt::skip]\npub(super) static STEPS: [[i32; 4]; 6] = [");
    for w in &model.steps {
        println!("    [{}, {}, {}, {}],", whole(w[0]), whole(w[1]), whole(w[2]), whole(w[3]));
    }
    println!("];");
}
