//! Sets of bytes, for a quick look whether a text can hold what somebody looks for.

/// Some bytes, asked for by a table: a look at a long text costs little more than reading it.
#[derive(Clone, Debug)]
pub(crate) struct ByteSet([bool; 256]);

impl ByteSet {
    /// The set of some bytes.
    pub(crate) const fn of(bytes: &[u8]) -> Self {
        let mut set = [false; 256];
        let mut index = 0;
        while index < bytes.len() {
            set[bytes[index] as usize] = true;
            index += 1;
        }
        Self(set)
    }

    /// The same set with all bytes from `first` to `last`.
    pub(crate) const fn with(mut self, first: u8, last: u8) -> Self {
        let mut byte = first as usize;
        while byte <= last as usize {
            self.0[byte] = true;
            byte += 1;
        }
        self
    }

    /// The bytes that a text is made of.
    pub(crate) fn in_text(text: &str) -> Self {
        let mut set = [false; 256];
        for &byte in text.as_bytes() {
            set[usize::from(byte)] = true;
        }
        Self(set)
    }

    /// Whether the sets have a byte in common.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        if looks::are_off() {
            return true;
        }
        self.0.iter().zip(&other.0).fold(false, |found, (&one, &two)| found | one & two)
    }

    /// Whether a byte is in the set.
    pub(crate) const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }

    /// Where the first byte of the set stands.
    pub(crate) fn find(&self, bytes: &[u8]) -> Option<usize> {
        // Mostly there is none far and wide, and eight are asked at once.
        let (eights, _) = bytes.as_chunks::<8>();
        let has_one = |eight: &[u8; 8]| eight.iter().fold(false, |found, &byte| found | self.has(byte));
        let begin = eights.iter().position(has_one).unwrap_or(eights.len()) * 8;
        bytes[begin..].iter().position(|&byte| self.has(byte)).map(|step| begin + step)
    }

    /// Where all bytes of the set stand.
    pub(crate) fn find_all<'b>(&'b self, bytes: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = from + self.find(&bytes[from..])?;
            from = at + 1;
            Some(at)
        })
    }
}

/// Whether `N` bytes in a row anywhere are what is asked for. Many places are asked at once, so the question must be a plain
/// one, of comparisons joined by `&` and `|`.
pub(crate) fn has_run<const N: usize>(bytes: &[u8], is: impl Fn([u8; N]) -> bool) -> bool {
    if looks::are_off() {
        return true;
    }
    if bytes.len() >= 64 + N {
        has_run_in_pieces::<64, N>(bytes, is)
    } else if bytes.len() >= 16 + N {
        has_run_in_pieces::<16, N>(bytes, is)
    } else {
        bytes.windows(N).any(|run| run.first_chunk().is_some_and(|run| is(*run)))
    }
}

/// The same, looking at `PIECE` places without asking in between whether the search is over.
fn has_run_in_pieces<const PIECE: usize, const N: usize>(bytes: &[u8], is: impl Fn([u8; N]) -> bool) -> bool {
    let in_piece = |begin: usize| {
        let shifted: [&[u8; PIECE]; N] =
            std::array::from_fn(|by| bytes[begin + by..].first_chunk().unwrap_or(&[0; PIECE]));
        (0..PIECE).fold(false, |found, at| found | is(std::array::from_fn(|by| shifted[by][at])))
    };
    // The last piece overlaps the one before it.
    let last = bytes.len().saturating_sub(PIECE + N - 1);
    (0..last).step_by(PIECE).chain([last]).any(in_piece)
}

/// How many ASCII digits there are.
pub(crate) fn digits_in(bytes: &[u8]) -> usize {
    // In pieces whose count fits a byte, many are counted at once.
    let in_piece = |piece: &[u8]| piece.iter().map(|byte| u8::from(byte.is_ascii_digit())).sum::<u8>();
    bytes.chunks(usize::from(u8::MAX)).map(|piece| usize::from(in_piece(piece))).sum()
}

/// The quick looks save time and must change no finding. A test can turn them off, so that they say of everything that it
/// may be there, and compare.
pub(crate) mod looks {
    #[cfg(test)]
    std::thread_local! {
        static OFF: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    }

    /// Whether they are turned off in this thread.
    #[cfg(test)]
    pub(crate) fn are_off() -> bool {
        OFF.get()
    }

    #[cfg(not(test))]
    pub(crate) const fn are_off() -> bool {
        false
    }

    /// What comes of something without them.
    #[cfg(test)]
    pub(crate) fn without<R>(work: impl FnOnce() -> R) -> R {
        OFF.set(true);
        let result = work();
        OFF.set(false);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found() {
        static MARKS: ByteSet = ByteSet::of(b"{[").with(b'0', b'9');
        assert_eq!(MARKS.find(b"ab{c"), Some(2));
        assert_eq!(MARKS.find_all(b"a7b[").collect::<Vec<_>>(), [1, 3]);
        assert_eq!(MARKS.find("å".as_bytes()), None);
        for at in 0..20 {
            assert_eq!(MARKS.find(format!("{}{{a", "b".repeat(at)).as_bytes()), Some(at));
        }
        assert_eq!(digits_in("7".repeat(1000).as_bytes()), 1000);
        assert!(MARKS.meets(&ByteSet::in_text("a 7")) && !MARKS.meets(&ByteSet::in_text("å b")));
    }

    #[test]
    fn runs_are_found_wherever_they_stand() {
        let is_mark = |byte| byte == b'!' || byte == b'?';
        let has_pair = |bytes: &[u8]| has_run(bytes, |[one, two]| is_mark(one) & is_mark(two));
        for at in 0..200 {
            assert!(has_pair(format!("{}!?{}", "a ".repeat(at / 2), "b".repeat(at % 67)).as_bytes()), "{at}");
        }
        for text in ["", "!", "a!b?c!"] {
            assert!(!has_pair(text.as_bytes()), "{text}");
        }
    }
}
