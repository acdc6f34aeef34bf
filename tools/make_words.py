"""Pick the 1,024 words of Naru from the reviewed candidates, and freeze them.

    python tools/make_words.py            pick and write src/naru/i18n/words/{ko,zh,en}.txt
    python tools/make_words.py --check    say whether the frozen lists are what the candidates give
    python tools/make_words.py --figures  how far apart the frozen words are

A candidate is one thing in three languages, a line of tools/words/candidates.tsv: Korean, Chinese, toneless pinyin,
English. Two candidates clash when one of `RULES` finds them too alike to be told apart on paper or on a bad line. The
pick is the same on every machine: no chance, no clock, nothing from outside this folder.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
CANDIDATES = HERE / "words" / "candidates.tsv"
FROZEN = HERE.parent / "src" / "naru" / "i18n" / "words"
SIZE = 1024

Pair = tuple[int, int]  # places of two words in a list, the smaller first


class Thing(NamedTuple):
    """One thing in three languages; `pinyin` without tones, syllables parted by blanks."""

    ko: str
    zh: str
    pinyin: str
    en: str


def read(path: Path = CANDIDATES) -> list[Thing]:
    """The candidates in the order of the file.

    Raises:
        ValueError: a line has not four fields, or a word is not of the shape its list asks for.
    """
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    things = [Thing(*line.split("\t")) for line in lines]
    for thing in things:
        shapes = ("[가-힣]{2,4}", "[一-鿿]{2,3}", "[a-z]+( [a-z]+){1,2}", "[a-z]{3,8}")
        for word, shape in zip(thing, shapes, strict=True):
            if not re.fullmatch(shape, word):
                raise ValueError(f"{word} is not {shape}")
    return things


# ------------------------------------------------------------------------------------------------------------ likeness


def letters(word: str) -> str:
    """Korean in its letters (jamo): what a finger types and an ear parts."""
    return unicodedata.normalize("NFD", word)


def steps(one: str, other: str) -> int:
    """How many letters must be added, dropped or changed to turn one word into the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


def shortened(word: str, most: int) -> set[str]:
    """The word with up to `most` letters dropped, every way. Two words within `most` steps share one of these."""
    return {
        "".join(letter for place, letter in enumerate(word) if place not in out)
        for count in range(most + 1)
        for out in combinations(range(len(word)), count)
    }


def near(words: Sequence[str], most: int) -> set[Pair]:
    """Pairs of words at most `most` steps apart."""
    by_rest: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        for rest in shortened(word, most):
            by_rest[rest].append(place)
    likely = {pair for places in by_rest.values() for pair in combinations(places, 2)}
    return {(a, b) for a, b in likely if steps(words[a], words[b]) <= most}


def prefixes(words: Sequence[str]) -> set[Pair]:
    """Pairs of words of which one begins with the other."""
    order = sorted(range(len(words)), key=words.__getitem__)
    pairs = set()
    for at, place in enumerate(order):
        for later in order[at + 1 :]:
            if not words[later].startswith(words[place]):
                break
            pairs.add((min(place, later), max(place, later)))
    return pairs


def same(keys: Iterable[str]) -> set[Pair]:
    """Pairs that have the same key."""
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        by_key[key].append(place)
    return {pair for places in by_key.values() for pair in combinations(places, 2)}


def sound(word: str) -> str:
    """How an English word sounds to a careless ear: consonants of one kind are one, a vowel only leaves its place.

    In the manner of Metaphone (d = t, v = f, z = s, j = ch, hard g = k, silent letters dropped), but it remembers
    *where* a vowel is heard, so that clay and coal stay apart.
    """
    for pattern, by in SPELLINGS:
        word = re.sub(pattern, by, word)
    head, rest = word[:1], re.sub("[aeiouy]+", "-", word[1:])
    return ("A" if head in "aeiouy" else head) + rest


SPELLINGS = (
    ("laugh", "laf"),
    ("cough", "cof"),
    ("^(?:kn|gn|pn)", "n"),
    ("^wr", "r"),
    ("^x", "s"),
    ("^wh", "w"),
    ("^g(?=i(?:[^fglrv]|ra)|e[^aet]|y)", "j"),
    ("mb$", "m"),
    (r"([^c])\1", r"\1"),
    ("ce$", "s"),
    ("ge$", "j"),
    ("e$", ""),
    ("tch|ch", "C"),
    ("sch", "sk"),
    ("sh", "S"),
    ("th", "0"),
    ("ph", "f"),
    ("dg(?=[iey]|$)", "C"),
    ("gh(?![aeiou])", ""),
    ("gn$", "n"),
    ("ck", "k"),
    ("ti(?=[oa])|si(?=on)|ci(?=a)", "S"),
    ("x", "ks"),
    ("qu", "kw"),
    ("q", "k"),
    ("c(?=[iey])", "s"),
    ("c", "k"),
    ("(?<!^)g(?=[iey])", "C"),
    ("g", "k"),
    ("d", "t"),
    ("v", "f"),
    ("z", "s"),
    ("j", "C"),
    ("w(?![aeiou])", ""),
    ("(?<=[aeiouy])h(?![aeiou])", ""),
)

RULES: dict[str, Callable[[Sequence[Thing]], set[Pair]]] = {
    "ko: one begins with the other": lambda things: prefixes([thing.ko for thing in things]),
    "ko: one letter (jamo) apart or less": lambda things: near([letters(thing.ko) for thing in things], 1),
    "zh: one begins with the other": lambda things: prefixes([thing.zh for thing in things]),
    "zh: same pinyin": lambda things: same(thing.pinyin.replace(" ", "") for thing in things),
    "en: one begins with the other": lambda things: prefixes([thing.en for thing in things]),
    "en: one letter apart or less": lambda things: near([thing.en for thing in things], 1),
    "en: same sound": lambda things: same(sound(thing.en) for thing in things),
}


# ------------------------------------------------------------------------------------------------------------- picking


def neighbours(pairs: Iterable[Pair]) -> defaultdict[int, set[int]]:
    """Each word's neighbours."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        found[a].add(b)
        found[b].add(a)
    return found


def apart(count: int, clash: defaultdict[int, set[int]]) -> set[int]:
    """Words no two of which clash: always take the one with the fewest clashes left, the earlier line first."""
    left, kept = set(range(count)), set()
    while left:
        best = min(left, key=lambda place: (len(clash[place] & left), place))
        kept.add(best)
        left -= clash[best] | {best}
    return kept


def swaps(kept: set[int], count: int, clash: defaultdict[int, set[int]]) -> Iterator[tuple[int, int, int]]:
    """A kept word that stands alone in the way of two others which do not clash, and these two."""
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    for place in range(count):
        if place not in kept and len(against := clash[place] & kept) == 1:
            waiting[next(iter(against))].append(place)
    for out in sorted(waiting):
        for a, b in combinations(waiting[out], 2):
            if b not in clash[a]:
                yield out, a, b
                return


def pick(things: Sequence[Thing]) -> list[Thing]:
    """`SIZE` of the candidates, no two of them clashing, in Korean alphabetical order.

    Raises:
        ValueError: the candidates do not give that many.
    """
    clash = neighbours(pair for rule in RULES.values() for pair in rule(things))
    kept = apart(len(things), clash)
    while swap := next(swaps(kept, len(things), clash), None):
        kept = (kept - {swap[0]}) | set(swap[1:])
    if len(kept) < SIZE:
        raise ValueError(f"the candidates give only {len(kept)} words")
    crowd = neighbours(near([letters(thing.ko) for thing in things], 2))
    while len(kept) > SIZE:  # what is over goes where the Korean words stand closest, the later line first
        kept.remove(max(kept, key=lambda place: (len(crowd[place] & kept), place)))
    return sorted(things[place] for place in kept)


def frozen(things: Sequence[Thing]) -> dict[str, str]:
    """The text of each frozen file, one word a line; line i is the same thing in all of them."""
    return {
        f"{lang}.txt": "".join(f"{getattr(thing, lang)}\n" for thing in things)  # NFC: the shapes allow no other
        for lang in ("ko", "zh", "en")
    }


# ------------------------------------------------------------------------------------------------------------- figures

LOOSE_KO = {
    **dict.fromkeys((0x1101, 0x110F), 0x1100),  # ㄲ ㅋ as ㄱ
    **dict.fromkeys((0x1104, 0x1110), 0x1103),  # ㄸ ㅌ as ㄷ
    **dict.fromkeys((0x1108, 0x1111), 0x1107),  # ㅃ ㅍ as ㅂ
    0x110A: 0x1109,  # ㅆ as ㅅ
    **dict.fromkeys((0x110D, 0x110E), 0x110C),  # ㅉ ㅊ as ㅈ
    0x1162: 0x1166,  # ㅐ as ㅔ
}


def southern(pinyin: str) -> str:
    """Pinyin as many in the South say it: zh, ch, sh as z, c, s; final ng as n."""
    return re.sub(r"ng\b", "n", re.sub(r"\b([zcs])h", r"\1", pinyin)).replace(" ", "")


def figures(things: Sequence[Thing]) -> dict[str, int]:
    """What the explanation page tells about the lists."""
    korean = [letters(thing.ko) for thing in things]
    loose = [word.translate(LOOSE_KO) for word in korean]
    two = near(korean, 2)
    english = [thing.en for thing in things]
    return {
        "ko: pairs exactly 2 letters apart": len(two),
        "ko: words in such a pair": len({place for pair in two for place in pair}),
        "ko: pairs exactly 3 letters apart": len(near(korean, 3)) - len(two),
        "ko: pairs equal when tense, aspirated and plain, and ㅐ and ㅔ, are one": len(same(loose)),
        "ko: pairs then one letter apart": len(near(loose, 1)) - len(same(loose)),
        **{f"ko: words of {n} syllables": many for n, many in sorted(Counter(len(t.ko) for t in things).items())},
        **{f"zh: words of {n} characters": many for n, many in sorted(Counter(len(t.zh) for t in things).items())},
        "zh: pairs of the same pinyin in a Southern mouth": len(same(southern(thing.pinyin) for thing in things)),
        "en: pairs exactly 2 letters apart": len(near(english, 2)),
        "en: pairs of the same consonants, vowels apart": len(same(sound(word).replace("-", "") for word in english)),
    }


def main(asked: Sequence[str]) -> int:
    """Write, check or count."""
    things = read()
    picked = pick(things)
    texts = frozen(picked)
    if "--check" in asked:
        stale = [name for name, text in texts.items() if (FROZEN / name).read_text(encoding="utf-8") != text]
        print(f"not what the candidates give: {', '.join(stale)}" if stale else "the frozen lists are up to date")
        return bool(stale)
    if "--figures" in asked:
        print(f"{len(things):6} candidates")
        for name, count in figures(picked).items():
            print(f"{count:6} {name}")
        return 0
    for name, text in texts.items():
        (FROZEN / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
