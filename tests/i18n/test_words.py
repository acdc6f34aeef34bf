"""The word lists keep their distances, and what is made of them is read back however it was typed."""

from __future__ import annotations

import importlib.util
import unicodedata
from hashlib import blake2b
from itertools import combinations, pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.i18n import words as made
from naru.i18n.words.lists import SIZE, places, words
from naru.i18n.words.sentence import SMALL_WORDS, sentence
from naru.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
EIGHT = st.lists(st.integers(0, SIZE - 1), min_size=8, max_size=8)
ANY_LANG = st.sampled_from(made.LANGS)


def heads_match(text: str, digest: bytes) -> bool:
    """Whether the words typed are the head of a digest, as the audit compares them."""
    return made.read_words(text) == places(digest, made.HEAD_WORDS)


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The tool that made the lists; it brings the measures of likeness."""
    spec = importlib.util.spec_from_file_location("make_words", ROOT / "tools" / "make_words.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def digest(number: int) -> bytes:
    """Some 32 bytes."""
    return blake2b(str(number).encode(), digest_size=32).digest()


def refused(text: str) -> tuple[str, dict[str, str | int]]:
    """Key and facts of the refusal `read_words` raises."""
    with pytest.raises(Refusal) as caught:
        made.read_words(text)
    return caught.value.key, caught.value.facts


# --------------------------------------------------------------------------------------------------------- the lists


@pytest.mark.parametrize("lang", made.LANGS)
def test_a_list_holds_1024_composed_words_none_twice(lang: str) -> None:
    """Ten bits a word, and one word never stands for two things."""
    assert len(words(lang)) == len(set(words(lang))) == SIZE
    assert all(unicodedata.is_normalized("NFC", word) for word in words(lang))


def test_frozen_lists_are_what_the_candidates_give(maker: ModuleType) -> None:
    """Nobody edits a frozen list by hand, and line i is one candidate in all three."""
    picked = maker.pick(maker.read())
    assert [tuple(getattr(thing, lang) for lang in made.LANGS) for thing in picked] == list(
        zip(*(words(lang) for lang in made.LANGS), strict=True)
    )


def test_a_list_once_frozen_stays(maker: ModuleType) -> None:
    """A head on paper and a sentence in somebody's memory must still be read in ten years: the lists never change."""
    frozen = "\n".join("\t".join(line) for line in zip(*(words(lang) for lang in made.LANGS), strict=True))
    assert blake2b(frozen.encode(), digest_size=16).hexdigest() == "ba097568388d106f11719ea97a81266d"


def test_no_two_words_break_a_rule(maker: ModuleType) -> None:
    """Each pair keeps its distance in each language: letters, beginnings, pinyin, sound."""
    things = [thing for thing in maker.read() if thing.ko in set(words("ko"))]
    assert len(things) == SIZE
    assert {name: rule(things) for name, rule in maker.RULES.items()} == {name: set() for name in maker.RULES}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("가을", "가을", 0), ("고래", "모래", 1), ("고래", "고리", 1), ("까치", "갈치", 2), ("곰", "고무", 2)],
)
def test_letters_are_counted_as_jamo(maker: ModuleType, one: str, other: str, apart: int) -> None:
    """The distance of Korean words is in letters, not in syllables; the quick search and the slow count agree."""
    typed = [maker.letters(one), maker.letters(other)]
    assert maker.steps(*typed) == apart
    assert [bool(maker.near(typed, most)) for most in range(3)] == [apart <= most for most in range(3)]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("knot", "not", True), ("goat", "coat", True), ("vase", "face", True), ("clay", "coal", False)],
)
def test_sound_of_english(maker: ModuleType, one: str, other: str, alike: bool) -> None:
    """The snapshot joins what a careless ear joins."""
    assert (maker.sound(one) == maker.sound(other)) is alike


def test_words_and_small_words_are_one_prefix_code() -> None:
    """No list word or small word, of whatever language, begins with another: text can be read in one way only."""
    tokens = sorted((*SMALL_WORDS, *(word for lang in made.LANGS for word in words(lang))))
    assert len(set(tokens)) == len(tokens)
    assert not [(a, b) for a, b in pairwise(tokens) if b.startswith(a)]


@pytest.mark.parametrize("banned", ["일없다", "바쁘다", "방조", "낙지", "오징어", "국경", "편지", "전화", "사진"])
def test_banned_words_are_in_no_list(banned: str) -> None:
    """Words that differ between South and North, or sound of business on a tapped line, stay out."""
    assert not [word for word in words("ko") if banned in word]


# -------------------------------------------------------------------------------------------------------------- heads


def test_spell_takes_bits_from_the_front() -> None:
    """Ten bits a word, most significant first."""
    assert places(b"\x00\x40\x20", 2) == (1, 2)
    assert made.spell(b"\xff\xc0", "en", 1) == (words("en")[1023],)
    assert made.spell(b"", "ko", 0) == ()
    with pytest.raises(ValueError, match="20 bits, 16 were given"):
        made.spell(b"ab", "ko", 2)
    with pytest.raises(ValueError, match="no word list"):
        made.spell(b"ab", "fr", 1)


@pytest.mark.parametrize("lang", made.LANGS)
@pytest.mark.parametrize("between", [" ", "", ", ", "-", "\n", "\u3000", " · ", "\r\n", "\t", "、"])
def test_a_head_is_read_in_any_language_with_anything_between(lang: str, between: str) -> None:
    """A head printed in Korean is checked with the Chinese page beside it."""
    text = between.join(made.head_words(digest(7), lang))
    assert heads_match(text, digest(7))
    assert not heads_match(text, digest(8))
    assert heads_match(unicodedata.normalize("NFD", text).upper(), digest(7))


def test_a_head_may_mix_languages() -> None:
    """Whoever reads a word aloud in Chinese means the same thing."""
    mixed = [made.head_words(digest(1), made.LANGS[place % 3])[place] for place in range(8)]
    assert heads_match(" ".join(mixed), digest(1))
    assert heads_match("".join(mixed), digest(1))


@pytest.mark.parametrize("count", [1, 7, 9])
def test_a_head_of_other_length_does_not_match(count: int) -> None:
    """A head with a word too few or too many is not that head."""
    assert not heads_match(" ".join(made.spell(digest(3), "ko", count)), digest(3))


def test_one_word_changed_or_two_swapped_is_seen() -> None:
    """Order and every word count."""
    head = list(made.head_words(digest(5), "ko"))
    for a, b in combinations(range(8), 2):
        swapped = head.copy()
        swapped[a], swapped[b] = head[b], head[a]
        assert not heads_match(" ".join(swapped), digest(5)) or head[a] == head[b]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("{ko} {ko} 그런낱말", 3),
        ("그런낱말 {ko}", 1),
        ("{ko} {zh}가", 3),
        ("{en}x", 2),
        ("{ko} 😀", 2),
        ("{ko} 1 {ko}", 2),
        ("{ko} <b>{ko}</b>", 2),
        ("{en} \u0430pple", 2),  # a Cyrillic а
        ("{ko} {{7*7}}", 2),
        ("\u30fc", 1),
    ],
)
def test_what_is_no_list_word_is_refused_by_its_place_alone(text: str, position: int) -> None:
    """The refusal says which word, never what was typed."""
    typed = text.format(ko=words("ko")[4], zh=words("zh")[5], en=words("en")[6])
    assert refused(typed) == ("words.unknown", {"position": position})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "text.empty"),
        (" \u3000\n", "text.empty"),
        (" , - ", "text.empty"),
        ("감\u200b자", "text.hidden-letter"),
        ("감자\u3164", "text.hidden-letter"),
        ("\u202e감자", "text.hidden-letter"),
        ("감자\x00", "text.control"),
        ("\ud800", "text.surrogate"),
        ("ㄱㅏㅁ", "text.jamo-only"),
        ("👩\u200d🌾", "text.hidden-letter"),
        ("감자" * 9_000, "text.too-long"),
    ],
)
def test_hostile_text_is_refused_before_reading(text: str, key: str) -> None:
    """Letters that cannot be seen never take part in a word."""
    assert refused(text)[0] == key


# ------------------------------------------------------------------------------------------------------ opening words


def test_opening_words_are_four_from_forty_bits() -> None:
    """A book without cards opens with four words."""
    assert made.opening_words(b"\x00\x00\x00\x00\x00", "ko") == " ".join([words("ko")[0]] * 4)
    with pytest.raises(ValueError, match="40 bits"):
        made.opening_words(b"\x00\x00\x00\x00", "ko")
    assert made.canonical(made.opening_words(digest(1), "ko")) == made.canonical(made.opening_words(digest(1), "en"))


def test_an_opening_sentence_in_each_language() -> None:
    """One sentence, eight words, 80 bits; `ValueError` for less chance."""
    assert made.opening_sentence(b"\x00" * 10, "en") == (
        "In a dream the {0} and the {0} took the {0} past the {0}, while the {0} beside the {0} found the {0} and "
        "the {0}."
    ).format(words("en")[0])
    assert made.opening_sentence(b"\x00" * 10, "zh") == "梦里{0}和{0}抱着{0}走过{0}，{0}在{0}旁边捡到{0}和{0}。".format(
        words("zh")[0]
    )
    with pytest.raises(ValueError, match="80 bits"):
        made.opening_sentence(b"\x00" * 9, "ko")


def test_korean_particles_follow_the_last_consonant() -> None:
    """이 은 을 과 after a consonant, 가 는 를 와 after a vowel."""
    closed, vowel = "달걀", "감자"
    assert sentence([closed] * 8, "ko") == (
        "꿈에 달걀과 달걀이 달걀을 안고 달걀을 지나갔고, 달걀은 달걀 옆에서 달걀과 달걀을 주웠습니다."
    )
    assert sentence([vowel] * 8, "ko") == (
        "꿈에 감자와 감자가 감자를 안고 감자를 지나갔고, 감자는 감자 옆에서 감자와 감자를 주웠습니다."
    )


@given(found=EIGHT, lang=ANY_LANG, other=ANY_LANG)
def test_a_sentence_opens_however_it_is_typed(found: list[int], lang: str, other: str) -> None:
    """Blanks, small words, full stops, case, NFD and the language make no difference."""
    typed = sentence([words(lang)[place] for place in found], lang)
    bare = [words(lang)[place] for place in found]
    want = b"\x01" + b"".join(place.to_bytes(2, "big") for place in found)
    assert made.canonical(typed) == want
    assert made.canonical("".join(typed.split())) == want
    assert made.canonical(typed.replace(" ", "\u3000").upper()) == want
    assert made.canonical(unicodedata.normalize("NFD", typed)) == want
    assert made.canonical(" ".join(bare)) == want
    assert made.canonical("".join(bare)) == want
    assert made.canonical(sentence([words(other)[place] for place in found], other)) == want
    assert made.read_words(" ".join(bare)) == tuple(found)


@given(one=EIGHT, other=EIGHT)
def test_other_words_never_open(one: list[int], other: list[int]) -> None:
    """Two sentences are the same bytes only when they are the same words in the same order."""
    a, b = (made.canonical("".join(words("ko")[place] for place in found)) for found in (one, other))
    assert (a == b) is (one == other)


def test_thousands_of_sentences_never_meet() -> None:
    """Eight thousand sentences, some of fewer words, in three languages: as many different keys as sentences."""
    seen: dict[bytes, tuple[int, ...]] = {}
    for number in range(8_000):
        found = places(digest(number), 1 + number % 8)
        lang = made.LANGS[number % 3]
        typed = sentence([words(lang)[place] for place in found], lang) if len(found) == 8 else ""
        got = made.canonical(typed or "".join(words(lang)[place] for place in found))
        assert seen.setdefault(got, found) == found
    assert len(seen) > 6_000


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("어머니가 부르던 노래 두 마디", "어머니가부르던  노래두마디", True),
        ("어머니가 부르던 노래", unicodedata.normalize("NFD", "어머니가 부르던 노래"), True),
        ("어머니가 부르던 노래", "어머니가 부르던 노래.", False),
        ("Our own Sentence", "our own sentence", False),
        ("ﬁne words of my own", "fine words of my own", False),  # never NFKC
        ("１２３ 내 문장", "123 내 문장", False),
        ("'; DROP TABLE log; --", "';DROP TABLE log;--", True),
        ("{{7*7}} %s ../", "49 %s ../", False),
        ("감자 감자 그리고", "감자 감자", False),
        ("이 가 은 는", "이가은는", True),  # particles alone are a sentence of one's own
    ],
)
def test_a_sentence_of_ones_own_counts_letter_by_letter(one: str, other: str, alike: bool) -> None:
    """Only blanks and the way Hangul is composed are forgiven; the two kinds of sentence never meet."""
    assert (made.canonical(one) == made.canonical(other)) is alike
    assert made.canonical(one)[:1] == b"\x02"


def test_a_sentence_of_ones_own_may_be_long_but_not_endless() -> None:
    """4,096 characters work, also taken apart by the keyboard; one more is refused before any hashing."""
    longest = "뷁" * 4096
    assert made.canonical(longest) == made.canonical(unicodedata.normalize("NFD", longest))
    for text in (longest + "뷁", "a" * 10_000_000):
        with pytest.raises(Refusal) as caught:
            made.canonical(text)
        assert (caught.value.key, caught.value.facts) == ("words.too-long", {"most": 4096})


@pytest.mark.parametrize(
    ("text", "key"),
    [("", "text.empty"), (" \n", "text.empty"), ("내\u200b문장", "text.hidden-letter"), ("ㅎㅏㄴ", "text.jamo-only")],
)
def test_what_cannot_be_typed_again_is_no_sentence(text: str, key: str) -> None:
    """A passphrase with something unseen in it would lock its owner out."""
    with pytest.raises(Refusal) as caught:
        made.canonical(text)
    assert caught.value.key == key


# -------------------------------------------------------------------------------------------------------- fresh words


@pytest.mark.parametrize("lang", made.LANGS)
def test_every_word_can_be_the_fresh_word(lang: str) -> None:
    """Ten bits of the two bytes choose it, evenly."""
    assert {made.fresh_word((place << 6).to_bytes(2, "big"), lang) for place in range(SIZE)} == set(words(lang))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("감자", "감 자", True),
        ("감자", unicodedata.normalize("NFD", "감자"), True),
        ("감자", "土豆", True),
        ("Potato", "감자", True),
        ("감자", "고구마", False),
        ("감자", "감자가", False),
        ("할매 손", "할매손", True),
        ("Halmae", "halmae", True),
        ("할매", "할미", False),
        ("", "", False),
        ("감자", "", False),
        ("감자 고구마", "고구마 감자", False),
    ],
)
def test_spoken_words_are_compared_by_what_they_mean(one: str, other: str, alike: bool) -> None:
    """Nothing fuzzy: blanks, case and language only."""
    assert made.same_word(one, other) is made.same_word(other, one) is alike
