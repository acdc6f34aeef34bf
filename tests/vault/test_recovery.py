"""Three papers: any two open what is not burned, one opens nothing, and what was renewed opens nothing any more."""

from __future__ import annotations

import errno
import secrets
import shutil
from collections.abc import Callable
from itertools import combinations, permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics, shamir
from shamir_mnemonic.wordlist import mnemonic_to_indices

from naru.i18n.words import LANGS
from naru.i18n.words.lists import words
from naru.refusal import Refusal
from naru.vault.backup import recovery
from naru.vault.backup.recovery import PaperPart, cut, join, read
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import paper
from naru.vault.keyring.keyring import KeyBurned, Keyring, NotYours
from testkit.house import refused
from testkit.keyrings import DESK, OTHER, SENTENCE, State, contents, examine, new, reopen, seeded, state
from testkit.power.cuts import PLAIN, TORN, Failing, cut_everywhere, recorded, watched

SECRETS = st.binary(min_size=16, max_size=16)
SEEDS = st.integers(0, 1 << 32)


def said(part: PaperPart, lang: str = "ko") -> str:
    """A part as it stands on paper."""
    return " ".join(part.words(lang))


def private_of(seed: int) -> bytes:
    """The private key of invented parts."""
    return recovery.private_key(seeded(seed)(16))


def by_paper(folder: Path, private: bytes, seed: int = 9) -> Keyring:
    """Open a keyring with parts."""
    return Keyring.open_with_recovery(folder, private, random_bytes=seeded(seed))


# ----------------------------------------------------------------------------------------------------- cutting, joining


@settings(max_examples=30)
@given(SECRETS, SEEDS)
def test_any_two_and_all_three_give_the_secret_back(secret: bytes, seed: int) -> None:
    """In whatever order, each read back from paper in another language than it was written in."""
    parts = cut(secret, seeded(seed))
    again = [read(said(part, lang)) for part, lang in zip(parts, LANGS, strict=True)]
    assert again == list(parts) and [part.number for part in parts] == [1, 2, 3]
    for some in (*permutations(again, 2), *permutations(again, 3)):
        assert join(some) == secret


@given(SECRETS, SEEDS)
def test_one_part_is_refused_and_says_nothing_of_itself(secret: bytes, seed: int) -> None:
    """Alone, twice, or with a part of another set. What shows a part in a report shows no word of it."""
    parts, others = cut(secret, seeded(seed)), cut(secret, seeded(seed + 1))
    for part in parts:
        assert refused(lambda part=part: join([part])) == "parts.one-alone"
        assert refused(lambda part=part: join([part, part])) == "parts.same-twice"
        assert refused(lambda part=part: join([part, part, *parts[:1]])) == "parts.same-twice"
        assert repr(part) == f"PaperPart({part.number})"
    assert refused(lambda: join([])) == "parts.one-alone"
    if parts[0].places[:2] != others[0].places[:2]:
        for one, other in ((0, 1), (1, 1), (2, 0)):
            assert refused(lambda one=one, other=other: join([parts[one], others[other]])) == "parts.other-set"
        assert refused(lambda: join([*parts[:2], others[2]])) == "parts.other-set"


def test_sets_of_one_number_are_told_apart_too() -> None:
    """Two sets that drew the same number by chance: what they would come to is no secret of anybody."""

    def drawing(seed: int) -> Callable[[int], bytes]:
        random_bytes = seeded(seed)
        return lambda size: b"\1\2" if size == 2 else random_bytes(size)

    one, other = (cut(seeded(seed)(16), drawing(seed)) for seed in (1, 2))
    assert one[0].places[:4] == other[0].places[:4]
    for left, right in permutations(range(3), 2):
        assert refused(lambda left=left, right=right: join([one[left], other[right]])) == "parts.other-set"


def test_a_single_part_leans_to_no_side() -> None:
    """Cut one secret again and again: every bit of the body of every part is as often one as nought (five sigma)."""
    secret, random_bytes, times = bytes(range(16)), seeded(6), 300
    ones = [[0] * 128 for _ in range(3)]
    for _ in range(times):
        for part in cut(secret, random_bytes):
            body = 0
            for place in part.places[4:17]:
                body = body << 10 | place
            for bit in range(128):
                ones[part.number - 1][bit] += body >> bit & 1
    spread = 5 * (times / 4) ** 0.5
    assert all(abs(count - times / 2) < spread for part in ones for count in part)


def test_papers_of_one_set_begin_alike() -> None:
    """The first three words are the same on all three, so that a mixed drawer can be sorted."""
    random_bytes = seeded(3)
    sets = [cut(random_bytes(16), random_bytes) for _ in range(20)]
    assert all(len({part.places[:3] for part in parts}) == 1 for parts in sets)
    assert len({parts[0].places[:2] for parts in sets}) == 20


def test_the_librarys_own_chance_comes_back() -> None:
    """What draws for the library is ours for the moment of cutting only, even when it fails there."""

    def broken(size: int) -> bytes:
        if size > 2:
            raise OSError
        return bytes(size)

    cut(bytes(16), seeded(1))
    with pytest.raises(OSError):
        cut(bytes(16), broken)
    assert shamir.RANDOM_BYTES is secrets.token_bytes
    with pytest.raises(ValueError):
        cut(bytes(15), seeded(1))


def test_the_private_key_is_another_one_for_every_secret() -> None:
    """And it is not the secret."""
    keys = {recovery.private_key(bytes([n]) * 16) for n in range(100)}
    assert len(keys) == 100 and all(len(key) == 32 for key in keys)


# ------------------------------------------------------------------------------------------------------ reading a paper

PARTS = cut(bytes(range(100, 116)), seeded(7))


@pytest.mark.parametrize("lang", LANGS)
def test_a_paper_is_read_however_it_is_typed(lang: str) -> None:
    """Without blanks, with commas, in lines, with the numbers from the paper."""
    listed = PARTS[0].words(lang)
    for typed in (
        "".join(listed),
        ", ".join(listed),
        "\n".join(f"{n}. {word}" for n, word in enumerate(listed, start=1)),
        "  ".join(listed).upper(),
    ):
        assert read(typed) == PARTS[0]


@pytest.mark.parametrize("place", range(20))
def test_a_word_of_no_list_is_named_by_its_place(place: int) -> None:
    """And is not repeated."""
    listed = list(PARTS[1].words("ko"))
    listed[place] = "브로콜리"
    with pytest.raises(Refusal) as caught:
        read(" ".join(listed))
    assert caught.value.key == "words.unknown" and caught.value.facts == {"position": place + 1}


def test_up_to_three_wrong_words_are_always_found_out() -> None:
    """Single other words in some places; two and three at random; every pair of neighbours changed about."""
    places, random_bytes = PARTS[2].places, Random(4)

    def key(changed: dict[int, int]) -> str:
        typed = [changed.get(at, place) for at, place in enumerate(places)]
        return refused(lambda: read(" ".join(words("en")[place] for place in typed)))

    singles = [{at: other} for at in (0, 3, 11, 19) for other in range(0, 1024, 5) if other != places[at]]
    several = [
        {at: (places[at] + random_bytes.randrange(1, 1024)) % 1024 for at in random_bytes.sample(range(20), count)}
        for count in (2, 3)
        for _ in range(150)
    ]
    swaps = [{at: places[at + 1], at + 1: places[at]} for at in range(19) if places[at] != places[at + 1]]
    assert {key(changed) for changed in (*singles, *several, *swaps)} == {"parts.wrong-word"}


@pytest.mark.parametrize("count", [1, 19, 21, 40])
def test_too_few_or_too_many_words(count: int) -> None:
    """Told with both numbers."""
    listed = (PARTS[0].words("ko") * 2)[:count]
    with pytest.raises(Refusal) as caught:
        read(" ".join(listed))
    assert caught.value.key == "parts.word-count" and caught.value.facts == {"found": count, "wanted": 20}


def test_what_somebody_else_cut_is_not_ours() -> None:
    """Whole by every checksum, and of another shape: one of one, three of five, two groups, another work factor."""
    one = generate_mnemonics(1, [(1, 1)], bytes(16))
    five = generate_mnemonics(1, [(3, 5)], bytes(16))
    groups = generate_mnemonics(2, [(2, 3), (2, 3)], bytes(16))
    slow = generate_mnemonics(1, [(2, 3)], bytes(16), iteration_exponent=1)
    bound = generate_mnemonics(1, [(2, 3)], bytes(16), extendable=False)
    for shares in (one, five, groups, slow, bound):
        typed = " ".join(words("ko")[place] for place in mnemonic_to_indices(shares[0][0]))
        assert refused(lambda typed=typed: read(typed)) == "parts.not-ours"


def test_nothing_typed() -> None:
    """Blanks, or the numbers alone."""
    assert {refused(lambda typed=typed: read(typed)) for typed in ("", "  ", "1 2 3")} == {"text.empty"}


# ---------------------------------------------------------------------------------------------- a reader of the keyring


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    """A keyring with some things burned, some made, and parts in force."""
    made = new(tmp_path)
    made.change(drop=[3, 4], drop_cases=[2], make=10, make_cases=2, snapshot=(5, 257))
    made.access.add_recovery(private_of(1))
    return made


def everything(keyring: Keyring) -> tuple[State, list[bytes]]:
    """All that can be opened, case keys too."""
    return state(keyring), [keyring.keys.case_key(n) for n in range(keyring.next_case) if keyring.keys.has_case(n)]


def test_the_parts_open_whatever_is_not_burned(ring: Keyring, tmp_path: Path) -> None:
    """Also what was made and burned after they were put in force; and nothing that was burned, ever."""
    ring.change(drop=[10, 11], drop_cases=[3], make=5, make_cases=1)
    paper_ring = by_paper(tmp_path, private_of(1))
    assert everything(paper_ring) == everything(reopen(tmp_path))
    assert paper_ring.on_paper and not ring.on_paper and paper_ring.log_key == ring.log_key
    assert ring.recovery_key == paper_ring.recovery_key is not None
    for number in (3, 4, 10, 11):
        with pytest.raises(KeyBurned):
            paper_ring.keys.key(number)
    for case in (2, 3):
        with pytest.raises(KeyBurned):
            paper_ring.keys.case_key(case)


def test_a_keyring_without_parts_says_so(tmp_path: Path) -> None:
    """As every one did that was made before there were parts; and one that is not there is missing."""
    assert new(tmp_path).recovery_key is None
    assert not paper.exists(tmp_path / "keyring")
    assert refused(lambda: by_paper(tmp_path, private_of(1))) == "parts.none-made"
    assert refused(lambda: by_paper(tmp_path / "nowhere", private_of(1))) == "keyring.missing"
    assert not paper.exists(tmp_path / "nowhere")


def test_other_parts_open_nothing(ring: Keyring, tmp_path: Path) -> None:
    """Whole parts, of another book."""
    assert paper.exists(tmp_path / "keyring")
    assert refused(lambda: by_paper(tmp_path, private_of(2))) == "parts.not-this-book"


def test_renewing_ends_the_parts_before(ring: Keyring, tmp_path: Path) -> None:
    """The old ones open nothing, also with the paper file of their time put back; the sentence opens as before."""
    before = {name: data for name, data in contents(tmp_path).items() if paper.id_of(name)}
    ring.access.add_recovery(private_of(2))
    assert refused(lambda: by_paper(tmp_path, private_of(1))) == "parts.not-this-book"
    for name, data in before.items():
        (tmp_path / "keyring" / name).write_bytes(data)
        (tmp_path / "keyring" / name).chmod(0o600)
    assert refused(lambda: by_paper(tmp_path, private_of(1))) == "parts.not-this-book"
    assert everything(by_paper(tmp_path, private_of(2))) == everything(reopen(tmp_path)) == everything(ring)
    assert [name for name in contents(tmp_path) if paper.id_of(name)] != list(before)


def test_a_new_sentence_by_parts_shuts_out_the_old(ring: Keyring, tmp_path: Path) -> None:
    """The parts stay, nothing else changes, there is one reader file; a keyring opened by a sentence cannot do it."""
    kept = everything(ring)[0][1:]
    by_paper(tmp_path, private_of(1)).access.set_passphrase_by_recovery(OTHER, CHEAPEST)
    assert refused(lambda: reopen(tmp_path)) == "keyring.wrong-passphrase"
    assert everything(reopen(tmp_path, OTHER))[0][1:] == kept == everything(by_paper(tmp_path, private_of(1)))[0][1:]
    assert sorted(name[:7] for name in contents(tmp_path)) == ["g4", "reader-", "recover", "slot"]
    with pytest.raises(ValueError):
        reopen(tmp_path, OTHER).access.set_passphrase_by_recovery(SENTENCE, CHEAPEST)
    with pytest.raises(ValueError):
        by_paper(tmp_path, private_of(1)).access.set_passphrase_by_recovery(b"", CHEAPEST)


def test_the_sentence_that_came_back_may_be_set_again(ring: Keyring, tmp_path: Path) -> None:
    """Also right after a crash left the file of the old reader behind."""
    old = {name: data for name, data in contents(tmp_path).items() if name.startswith("reader-")}
    by_paper(tmp_path, private_of(1)).access.set_passphrase_by_recovery(SENTENCE, CHEAPEST)
    assert everything(reopen(tmp_path)) == everything(by_paper(tmp_path, private_of(1)))
    for name, data in old.items():
        (tmp_path / "keyring" / name).write_bytes(data)
        (tmp_path / "keyring" / name).chmod(0o600)
    by_paper(tmp_path, private_of(1))  # sweeps it away
    assert everything(reopen(tmp_path))


def test_the_same_object_goes_on(ring: Keyring, tmp_path: Path) -> None:
    """After parts or a sentence were set, it burns and makes like any other; a changed sentence keeps the parts."""
    found = by_paper(tmp_path, private_of(1))
    found.access.set_passphrase_by_recovery(OTHER, CHEAPEST)
    assert not found.on_paper
    found.change(drop=[20], make=1, make_cases=1)
    found.access.change_passphrase(OTHER, SENTENCE, CHEAPEST)
    found.change(drop=[21])
    assert everything(found) == everything(reopen(tmp_path)) == everything(by_paper(tmp_path, private_of(1)))


def test_a_case_nobody_could_open_any_more_is_not_made(ring: Keyring, tmp_path: Path) -> None:
    """Where the parts do not reach a case of somebody's, that somebody is not shut out silently."""
    found = by_paper(tmp_path, private_of(1))
    held = found.keys.current
    del held.contents.cases[1][held.reader]
    before = contents(tmp_path)
    with pytest.raises(NotYours):
        found.access.set_passphrase_by_recovery(OTHER, CHEAPEST)
    assert contents(tmp_path) == before


def test_what_is_cut_lies_nowhere(tmp_path: Path) -> None:
    """Not in the files, not in anything that opens with every sentence; the ids and keys that should be there are."""
    ring, secret = new(tmp_path), seeded(1)(16)
    ring.access.add_recovery(recovery.private_key(secret))
    found = examine([contents(tmp_path)], [SENTENCE])
    assert ring.log_key in found and ring.recovery_key is not None and ring.recovery_key in found
    assert secret not in found and recovery.private_key(secret) not in found
    for part in cut(secret, seeded(2)):
        assert said(part).encode() not in found


# ------------------------------------------------------------------------------------------------- the paper's own file


def paper_file(folder: Path) -> Path:
    """The one there is."""
    (found,) = (path for path in (folder / "keyring").iterdir() if paper.id_of(path.name))
    return found


def test_a_spoiled_paper_file_is_refused(ring: Keyring, tmp_path: Path) -> None:
    """Cut at every byte, one bit turned in every byte, of a later version, or something that is no file."""
    path = paper_file(tmp_path)
    whole = path.read_bytes()
    seen = set()
    for at in range(len(whole)):
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            path.write_bytes(data)
            seen.add(refused(lambda: by_paper(tmp_path, private_of(1))))
    assert seen == {"keyring.damaged", "keyring.newer-format"}
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    assert refused(lambda: by_paper(tmp_path, private_of(1))) == "keyring.not-a-file"
    path.unlink()
    path.write_bytes(whole)
    path.chmod(0o644)
    assert refused(lambda: by_paper(tmp_path, private_of(1))) == "keyring.too-open"


def test_a_paper_file_of_somebody_elses_making_opens_nothing(ring: Keyring, tmp_path: Path) -> None:
    """Whoever never held the parts cannot make one that they open; it locks nobody out either."""
    forged = paper.close(paper.SlotAccess(DESK, bytes(32)), private_of(5), seeded(4))
    place = tmp_path / "keyring" / paper.file_name("00" * 8)
    place.write_bytes(forged)
    place.chmod(0o600)
    assert everything(by_paper(tmp_path, private_of(1))) == everything(ring)


# ------------------------------------------------------------------------------------------------ crashes and bad disks


def steps(ring: Keyring, folder: Path) -> list[Callable[[], None]]:
    """Renew the parts; then set a sentence with them."""
    return [
        lambda: ring.access.add_recovery(private_of(2)),
        lambda: by_paper(folder, private_of(2)).access.set_passphrase_by_recovery(OTHER, CHEAPEST),
    ]


def opened_by(folder: Path) -> set[str]:
    """Everything that opens what lies there; each must open all of it."""
    ways: dict[str, Callable[[], Keyring]] = {
        "old parts": lambda: by_paper(folder, private_of(1)),
        "new parts": lambda: by_paper(folder, private_of(2)),
        "old sentence": lambda: reopen(folder),
        "new sentence": lambda: reopen(folder, OTHER),
    }
    found = {}
    for name, way in ways.items():
        try:
            found[name] = everything(way())
        except Refusal as refusal:
            assert refusal.key in ("parts.not-this-book", "keyring.wrong-passphrase"), refusal.key
    assert len({repr(all_of[0][1:]) for all_of in found.values()}) == 1
    return set(found)


START, RENEWED, CHANGED = (
    {"old parts", "old sentence"},
    {"new parts", "old sentence"},
    {"new parts", "new sentence"},
)


def test_the_lights_go_out_at_every_write(tmp_path: Path) -> None:
    """One set of parts and one sentence open at every moment; what was acknowledged stays."""
    folder, scratch = tmp_path / "disk", tmp_path / "scratch"
    scratch.mkdir()
    (folder / "desk").mkdir(parents=True)
    ring = new(folder / "desk")
    ring.change(drop=[1, 2])
    ring.access.add_recovery(private_of(1))
    with recorded(folder) as recorder:
        for step in steps(ring, folder / "desk"):
            step()
            recorder.ack()
    allowed = [[START, RENEWED], [RENEWED, CHANGED], [CHANGED]]

    def check(disk: Path, acks: int) -> None:
        assert opened_by(disk / "desk") in allowed[acks]

    assert cut_everywhere(recorder, scratch, check, [*PLAIN, *TORN]) > 200


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_disk_that_fails_at_every_call(tmp_path: Path, number: int) -> None:
    """Refused with a sentence; the same two things open, the old ones or the new ones."""
    first = tmp_path / "first"
    ring = new(first)
    ring.access.add_recovery(private_of(1))
    for index, (before, after) in enumerate(((START, RENEWED), (RENEWED, CHANGED))):
        at = 0
        while True:
            folder = tmp_path / f"{index}-{at}"
            shutil.copytree(first, folder)
            if index:
                reopen(folder).access.add_recovery(private_of(2))
            step = steps(reopen(folder), folder)[index]
            failing = Failing(at, number)
            with watched(failing):
                key = refused(step)
            assert opened_by(folder) in ([after] if not key else [before, after])
            assert key in ("", "disk.failed", "disk.full", "keyring.unsure")
            if failing.calls <= at:
                break
            at += 1
        assert at > 10


def test_all_pairs_at_one_book(tmp_path: Path) -> None:
    """From drawing to opening, with the words that stand on paper."""
    secret = seeded(8)(16)
    new(tmp_path).access.add_recovery(recovery.private_key(secret))
    papers = [said(part) for part in cut(secret, seeded(9))]
    for one, other in combinations(papers, 2):
        private = recovery.private_key(join([read(one), read(other)]))
        assert by_paper(tmp_path, private).on_paper
