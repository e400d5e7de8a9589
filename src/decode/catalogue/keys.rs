//! The keys of a catalogue, as a tree: a path is put together only where it is asked for.

use rustc_hash::FxHashMap;

/// The root, which has no name.
pub(super) const ROOT: u32 = 0;
/// Longer names are cut, so that a file cannot make much more of its keys than it has bytes; in bytes.
const NAME_MAX: usize = 200;
/// Keys nested deeper than this are nobody's messages.
const DEPTH_MAX: u16 = 64;

/// Stands for `/` in a path, in which `/` stands for `.`.
const SLASH: char = '\u{1}';

pub(super) struct Keys {
    nodes: Vec<Node>,
    children: FxHashMap<(u32, String), u32>,
    /// Whether keys may be sentences, which no dots divide.
    pub(super) is_flat_prose: bool,
}

struct Node {
    parent: u32,
    name: String,
    depth: u16,
}

impl Default for Keys {
    fn default() -> Self {
        let root = Node { parent: ROOT, name: String::new(), depth: 0 };
        Self { nodes: vec![root], children: FxHashMap::default(), is_flat_prose: false }
    }
}

impl Keys {
    /// Adds a key below another; `None` where that is too deep.
    pub(super) fn add(&mut self, parent: u32, name: &str) -> Option<u32> {
        let depth = self.nodes[parent as usize].depth + 1;
        if depth > DEPTH_MAX {
            return None;
        }
        let node = u32::try_from(self.nodes.len()).ok()?;
        let cut = name.floor_char_boundary(NAME_MAX);
        let name = if cut < name.len() { format!("{}…", &name[..cut]) } else { name.to_owned() };
        self.children.entry((parent, name.to_lowercase())).or_insert(node);
        self.nodes.push(Node { parent, name, depth });
        Some(node)
    }

    /// The key below another with a name, blind to case; the first of several.
    pub(super) fn child(&self, parent: u32, name: &str) -> Option<u32> {
        self.children.get(&(parent, name.to_lowercase())).copied()
    }

    pub(super) fn parent(&self, node: u32) -> u32 {
        self.nodes[node as usize].parent
    }

    pub(super) fn name(&self, node: u32) -> &str {
        &self.nodes[node as usize].name
    }

    /// Whether all keys on top of the file, of which there are some, are of a kind.
    pub(super) fn tops_are(&self, kind: impl Fn(&str) -> bool) -> bool {
        let mut tops = self.nodes[1..].iter().filter(|node| node.parent == ROOT).peekable();
        tops.peek().is_some() && tops.all(|node| kind(&node.name))
    }

    /// The key on top of the file that another lies below, which may be itself.
    pub(super) fn top(&self, node: u32) -> &str {
        self.names(node).first().copied().unwrap_or_default()
    }

    /// The names from the root down.
    fn names(&self, mut node: u32) -> Vec<&str> {
        let mut names = Vec::new();
        while node != ROOT {
            names.push(self.name(node));
            node = self.parent(node);
        }
        names.reverse();
        names
    }

    /// The key as people write it.
    pub(super) fn display(&self, node: u32) -> String {
        let name = self.names(node).join(".");
        let mut words = name.split_whitespace();
        let mut shown = words.next().unwrap_or_default().to_owned();
        words.for_each(|word| shown.extend([" ", word]));
        shown
    }

    /// The key as patterns see it: its parts with slashes between them.
    pub(super) fn path<'b>(&self, node: u32, buffer: &'b mut String) -> &'b str {
        buffer.clear();
        for name in self.names(node) {
            if !buffer.is_empty() {
                buffer.push('/');
            }
            let is_prose = name.contains(char::is_whitespace);
            buffer.extend(name.chars().map(|c| match c {
                '/' => SLASH,
                '.' if !is_prose => '/',
                other => other,
            }));
        }
        buffer
    }
}

/// A pattern for keys as a pattern for paths.
pub(super) fn as_path_pattern(pattern: &str) -> String {
    let path = if pattern.contains(char::is_whitespace) {
        pattern.replace('/', &SLASH.to_string())
    } else {
        pattern.replace('/', &SLASH.to_string()).replace('.', "/")
    };
    if path.contains('/') || path == "**" { path } else { format!("**/{path}") }
}
