"""Who may open a book: each with a sentence of their own, each only the cases given to them, and not for ever."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from naru.command import Id
from naru.custody.burning import burn_everything, set_legal_hold
from naru.custody.papers import new_parts, private_key, put_in_force, recover
from naru.custody.readers import Seat, give, invite, seats, shut_out
from naru.desk.audit import audit
from naru.desk.desk import Desk
from naru.desk.trial import Trial
from naru.vault import boxes
from naru.vault.kdf import CHEAPEST
from naru.views.exposure import exposure
from naru.views.owed import owes
from testkit.house import JIHO, MINA, PARK, SORA, Disk, named, refused

HELPER, DAUGHTER = "감자 구름 장독 마루".encode(), "호랑이가 담배 피우던 시절".encode()
LAST_DAY = 2024_08_31


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Mina's book with two cases, an order and a note in each."""
    disk = Disk(tmp_path / "book")
    disk.say("case", SORA, story={"name": "Sora's home"})
    disk.sent("R1")
    disk.say("promise", "R2", case=SORA, terms=disk.order("R1").terms)
    disk.say("send", "R2", amount="1,000,000 KRW", story={"note": "for the roof"})
    yield disk
    disk.desk.close()


def let_in(disk: Disk, *cases: Id, until: int = 0, every: bool = False, name: str = "Jiho") -> None:
    """The helper is given a sentence and these cases."""
    invite(disk.desk, name, HELPER, CHEAPEST, disk.today, cases=None if every else cases, until=until)


def opened(disk: Disk, sentence: bytes) -> Disk:
    """Close the book and let somebody else open it."""
    disk.desk.close()
    disk.desk = Desk.open(disk.folder, sentence, disk.clock, disk.random_bytes, allow_cheap=True)
    return disk


def note_of(disk: Disk, of: str) -> str:
    """Whether the story of an order's last row opens."""
    return refused(lambda: disk.desk.story(disk.order(of).rows[-1]))


def test_a_helper_sees_the_sums_and_the_cases_given(disk: Disk) -> None:
    """Who owes what comes out the same for both; a story of the other home does not open, and is not called burned."""
    let_in(disk, MINA)
    owed, held = list(owes(disk.state)), exposure(disk.state, PARK, disk.today)
    opened(disk, HELPER)
    assert list(owes(disk.state)) == owed
    assert exposure(disk.state, PARK, disk.today) == held
    assert (note_of(disk, "R1"), note_of(disk, "R2")) == ("", "case.not-yours")
    assert disk.desk.told(disk.order("R2").rows[-1]) is None
    assert audit(disk.desk).sound
    opened(disk, Disk.SENTENCE)
    assert (note_of(disk, "R1"), note_of(disk, "R2")) == ("", "")


def test_a_helper_writes_only_in_the_cases_given(disk: Disk) -> None:
    """What is said in the other home is refused before anything is written; what is said in this one, she reads."""
    let_in(disk, MINA)
    opened(disk, HELPER)
    assert disk.refusal("stuck", "R2") == "case.not-yours"
    assert (
        str(Trial(disk.desk, disk.today, disk.clock().at).take(disk.build("stuck", "R2")).refusal) == "case.not-yours"
    )
    assert disk.refusal("card", named("card"), case=SORA, story={"name": "Nobody At All"}) == "case.not-yours"
    assert refused(lambda: disk.desk.snapshot(burn=[named("R2")])) == "case.not-yours"
    assert refused(lambda: disk.desk.snapshot(case=SORA)) == "case.not-yours"
    disk.say("stuck", "R1", story={"note": "he said: snow"})
    opened(disk, Disk.SENTENCE)
    assert disk.desk.story(disk.order("R1").rows[-1]).note == "he said: snow"


def test_no_key_of_the_helper_opens_the_other_case(disk: Disk) -> None:
    """Not by the program's word: the helper's own key is tried on every sealed case key of the keyring."""
    let_in(disk, MINA)
    opened(disk, HELPER)
    found = disk.desk.keyring.keys.current
    opens = {
        number
        for number, wraps in found.contents.cases.items()
        for wrap in wraps.values()
        if boxes.unseal(wrap, found.private)
    }
    assert opens == {0, disk.state.cases[MINA].case_key}


def test_a_case_the_helper_opens_is_hers_too_and_the_next_of_hers_is_not_the_helpers(disk: Disk) -> None:
    """Keys made ahead for one are passed over by the other; the next snapshot drops them, and the book comes out
    whole."""
    first, second, third, fourth = (named(f"case {n}") for n in range(4))
    let_in(disk, MINA)
    opened(disk, HELPER).say("case", first)
    opened(disk, Disk.SENTENCE).say("case", second)
    opened(disk, HELPER).say("case", third)
    disk.say("case", fourth)
    keyring = disk.desk.keyring
    assert [keyring.opens_case(disk.state.cases[of].case_key) for of in (first, second, third, fourth)] == [
        True,
        False,
        True,
        True,
    ]
    before = keyring.next_case - len(keyring.keys.current.contents.cases)
    disk.desk.snapshot()
    assert keyring.next_case - len(keyring.keys.current.contents.cases) > before
    opened(disk, Disk.SENTENCE)
    assert all(disk.desk.story(disk.state.cases[of].rows[0]) is not None for of in (first, second, third, fourth))
    assert audit(disk.desk).sound


def test_shut_out_means_shut_out(disk: Disk) -> None:
    """The sentence opens nothing any more, her own goes on; a copy taken before stays what it was, as we say."""
    let_in(disk, MINA)
    kept = disk.folder.parent / "kept"
    disk.desk.close()
    shutil.copytree(disk.folder, kept)
    disk.open()
    shut_out(disk.desk, " jiho ")
    assert [seat.name for seat in seats(disk.desk)] == [""]
    disk.desk.close()
    for sentence, folder, told in (
        (HELPER, disk.folder, "keyring.wrong-passphrase"),
        (HELPER, kept, ""),
        (Disk.SENTENCE, kept, ""),
    ):
        assert told == refused(
            lambda at=folder, by=sentence: Desk.open(at, by, disk.clock, disk.random_bytes, allow_cheap=True).close()
        )
    disk.open()
    assert not list((disk.folder / "keyring").glob(f"reader-{'[0-9a-f]' * 16}"))[1:]


@pytest.mark.parametrize("who_comes", [Disk.SENTENCE, HELPER], ids=["she opens", "the helper opens"])
@pytest.mark.parametrize("held", [False, True])
def test_an_invitation_ends_at_the_first_opening_after_its_day(disk: Disk, who_comes: bytes, held: bool) -> None:
    """On its last day it opens; after it, whoever comes first shuts it, and burning on hold does not keep it open."""
    let_in(disk, MINA, until=LAST_DAY)
    set_legal_hold(disk.desk, held)
    disk.clock.move_to(LAST_DAY)
    opened(disk, HELPER)
    disk.clock.move_to(LAST_DAY + 70)  # 1 September, noon, is LAST_DAY + 70 as packed days go
    disk.desk.close()
    first = refused(lambda: Desk.open(disk.folder, who_comes, disk.clock, disk.random_bytes, allow_cheap=True).close())
    assert first == ("" if who_comes == Disk.SENTENCE else "readers.ended")
    again = refused(lambda: Desk.open(disk.folder, HELPER, disk.clock, disk.random_bytes, allow_cheap=True).close())
    assert again == "keyring.wrong-passphrase"
    disk.open()
    assert [seat.name for seat in seats(disk.desk)] == [""]


def test_only_who_sees_every_case_decides(disk: Disk) -> None:
    """A helper adds nobody, shuts nobody out, holds nothing, makes no papers and burns no book."""
    let_in(disk, MINA)
    opened(disk, HELPER)
    made = new_parts(disk.random_bytes)
    for run in (
        lambda: invite(disk.desk, "Nam", DAUGHTER, CHEAPEST, disk.today),
        lambda: give(disk.desk, "Jiho", None),
        lambda: shut_out(disk.desk, "Jiho"),
        lambda: set_legal_hold(disk.desk, True),
        lambda: burn_everything(disk.desk),
        lambda: put_in_force(disk.desk, made, made.parts[:2]),
    ):
        assert refused(run) == "readers.owner-only"
    assert [seat.you for seat in seats(disk.desk)] == [False, True]


def test_what_cannot_be_is_refused_before_anything_changes(disk: Disk) -> None:
    """No name, a name taken, her own sentence, a day gone by, a case nobody knows, nobody left who sees all."""
    let_in(disk, MINA)
    before = disk.desk.keyring.generation
    for key, run in (
        ("readers.name", lambda: invite(disk.desk, "  ", DAUGHTER, CHEAPEST, disk.today)),
        ("readers.name", lambda: invite(disk.desk, "a\nb", DAUGHTER, CHEAPEST, disk.today)),
        ("readers.name-taken", lambda: invite(disk.desk, "JIHO", DAUGHTER, CHEAPEST, disk.today)),
        ("readers.same-words", lambda: invite(disk.desk, "Nam", Disk.SENTENCE, CHEAPEST, disk.today)),
        ("readers.same-words", lambda: invite(disk.desk, "Nam", HELPER, CHEAPEST, disk.today)),
        ("readers.day-past", lambda: invite(disk.desk, "Nam", DAUGHTER, CHEAPEST, disk.today, until=2024_04_30)),
        ("desk.no-such-case", lambda: invite(disk.desk, "Nam", DAUGHTER, CHEAPEST, disk.today, cases=[JIHO])),
        ("desk.no-such-case", lambda: give(disk.desk, "Jiho", [PARK])),
        ("readers.unknown", lambda: give(disk.desk, "Nam", None)),
        ("readers.unknown", lambda: shut_out(disk.desk, "")),
    ):
        assert refused(run) == key
    keyring = disk.desk.keyring
    for run in (
        lambda: keyring.change(drop_readers=[keyring.reader_id]),
        lambda: keyring.access.let_read(keyring.reader_id, []),
    ):
        assert refused(run) == "readers.last"
    assert keyring.generation == before


def test_forty_readers_and_no_more(disk: Disk) -> None:
    """The slot has room for so many; one more is refused with a sentence, and the book still opens for all."""
    for number in range(39):
        disk.desk.keyring.access.add_reader(f"sentence of nobody {number}".encode(), CHEAPEST, f"N{number}", cases=())
    assert refused(lambda: let_in(disk, MINA)) == "readers.too-many"
    opened(disk, b"sentence of nobody 38")
    opened(disk, Disk.SENTENCE)
    assert len(seats(disk.desk)) == 40


def test_two_papers_open_what_a_helper_began_and_shut_every_sentence(disk: Disk) -> None:
    """Recovery is a reader who sees every case, also one opened by a helper after the papers were made."""
    made = new_parts(disk.random_bytes)
    put_in_force(disk.desk, made, made.parts[:2])
    let_in(disk, MINA)
    opened(disk, HELPER).say("case", named("new"), story={"name": "the new home"})
    disk.desk.close()
    recover(disk.folder, private_key(made.parts[1:]), DAUGHTER, disk.random_bytes, CHEAPEST)
    opened(disk, DAUGHTER)
    assert disk.desk.story(disk.state.cases[named("new")].rows[0]).name == "the new home"
    disk.desk.close()
    for sentence in (HELPER, Disk.SENTENCE):
        told = refused(lambda by=sentence: Desk.open(disk.folder, by, disk.clock, disk.random_bytes, allow_cheap=True))
        assert told == "keyring.wrong-passphrase"
    opened(disk, DAUGHTER)


def test_a_case_burned_for_one_is_burned_for_all(disk: Disk) -> None:
    """Burning needs nobody else's sentence, and afterwards no reader has the key."""
    let_in(disk, MINA, SORA)
    lock, row = disk.state.cases[SORA].case_key, disk.state.cases[SORA].rows[0]
    opened(disk, HELPER).desk.snapshot(case=SORA)
    for sentence in (HELPER, Disk.SENTENCE):
        opened(disk, sentence)
        assert not disk.desk.keyring.keys.has_case(lock)
        assert refused(lambda: disk.desk.story(row)) == "card.burned"
        assert audit(disk.desk).sound


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_given_and_taken_the_model_holds(disk: Disk, seed: int) -> None:
    """Random lives: homes come, people come and go and are given other cases; each opens exactly what is theirs."""
    random_bytes = Random(seed)
    sentence_of = {"": Disk.SENTENCE}
    sees: dict[str, set[Id] | None] = {"": None}
    homes = [MINA, SORA]
    for step in range(14):
        who = random_bytes.choice(list(sees))
        opened(disk, sentence_of[who])
        mine = sees[who]
        what = random_bytes.randrange(4)
        if what == 0 or mine is not None:
            home = named(f"home {step}")
            disk.say("case", home)
            homes.append(home)
            if mine is not None:
                mine.add(home)
        elif what == 1:
            name = f"P{step}"
            sentence_of[name] = f"the sentence of somebody {step}".encode()
            sees[name] = (
                None
                if random_bytes.random() < 0.3
                else set(random_bytes.sample(homes, random_bytes.randint(0, len(homes))))
            )
            invite(disk.desk, name, sentence_of[name], CHEAPEST, disk.today, cases=sees[name])
        elif len(sees) > 1:
            name = random_bytes.choice([name for name in sees if name])
            if what == 2 and name != who:
                shut_out(disk.desk, name)
                del sees[name], sentence_of[name]
            elif name != who:
                sees[name] = set(random_bytes.sample(homes, random_bytes.randint(0, len(homes))))
                give(disk.desk, name, sees[name])
        if random_bytes.random() < 0.2:
            disk.desk.snapshot()
    for who, cases in sees.items():
        opened(disk, sentence_of[who])
        keyring = disk.desk.keyring
        opens = {of for of in homes if keyring.opens_case(disk.state.cases[of].case_key)}
        assert opens == (set(homes) if cases is None else cases)
        assert {seat.name: seat for seat in seats(disk.desk)}[who] == Seat(
            who, cases is None, () if cases is None else tuple(of for of in homes if of in cases), 0, True
        )
        assert all(
            (refused(lambda at=of: disk.desk.story(disk.state.cases[at].rows[0])) == "") == (of in opens)
            for of in homes
        )
    assert audit(disk.desk).sound
