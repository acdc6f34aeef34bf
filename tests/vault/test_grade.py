"""The grade says B only where everything down to the disk is known to write in place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from naru.i18n.catalogue import tables
from naru.i18n.languages import LANGS
from naru.vault.disk import grade
from naru.vault.disk.grade import LOWERS, NOTES, Grade, look, make_no_cow
from naru.vault.disk.machine import ENCODED, JOURNAL_DATA, NO_COW, SHARED, Here
from testkit.machines import HOME, LUKS, USB, VIRTUAL, VOLUME, Invented, office

BOOK = f"{HOME}/book"
SLOT = f"{BOOK}/keyring/slot"
B = ("B", "in-place")
GUEST = b"processor : 0\nflags : fpu vme hypervisor lahf_lm\n"


def on(kind: str, **more: str) -> Invented:
    """One magnetic disk, and this file system on it."""
    return Invented().with_disk().with_mount(kind, **more)


def btrfs() -> Invented:
    """A btrfs over one magnetic disk, as the system tells of it."""
    pool = "/sys/fs/btrfs/4f1c"
    return (
        on("btrfs", device="0:40")
        .with_file(f"{pool}/devices/sda2/dev", b"8:2")
        .with_file(f"{pool}/allocation/data/single/x")
    )


def locked() -> Invented:
    """A LUKS volume on the magnetic disk, ext4 in it."""
    return Invented().with_disk().with_layer("dm-0", "253:0", ["8:2"], LUKS, "home").with_mount("ext4", "253:0")


def pair(level: str) -> Invented:
    """Two disks in one bundle."""
    machine = Invented().with_disk().with_disk("sdb", "8:18")
    return machine.with_layer("md0", "9:0", ["8:2", "8:18"], level=level).with_mount("ext4", "9:0")


def volume(tail: str = "", label: str = "vg-home") -> Invented:
    """An LVM volume; `tail` and `label` are those of the layer under it."""
    machine = Invented().with_disk().with_layer("dm-1", "253:1", ["8:2"], VOLUME + tail, label)
    return machine.with_layer("dm-0", "253:0", ["253:1"], VOLUME, "vg-home").with_mount("ext4", "253:0")


def container(under: Invented) -> Invented:
    """A locked volume in a file, in a folder of another machine's disk."""
    machine = under.with_loop(f"{HOME}/box.img").with_layer("dm-5", "253:5", ["7:0"], LUKS, "box")
    return machine.with_mount("ext4", "253:5", "/media/box", "/dev/mapper/box")


MACHINES: dict[str, tuple[Invented, tuple[str, ...]]] = {
    # the file system
    "ext4 on a magnetic disk": (office(), B),
    "XFS": (on("xfs"), B),
    "XFS, slot of its own": (on("xfs").with_extents(SLOT, 1), B),
    "XFS, slot shared by reflink": (on("xfs").with_extents(SLOT, SHARED), ("C", "shared")),
    "XFS, slot that cannot be seen": (on("xfs").with_file(SLOT), ("C", "unreadable")),
    "ext4, journal of data by mount option": (on("ext4", options="rw,data=journal"), ("C", "journal-data")),
    "ext4, journal of data by the disk's own default": (
        office().with_file("/proc/fs/ext4/sda2/options", b"rw\ndata=journal\n"),
        ("C", "journal-data"),
    ),
    "ext4, journal of data by attribute": (office().with_flags(HOME, JOURNAL_DATA), ("C", "journal-data")),
    "ext4 without a journal": (office().with_file("/proc/fs/ext4/sda2/options", b"rw\nbarrier\n"), B),
    "ext4, options not to be had": (office().with_file("/proc/fs/ext4/sda2/options", b""), ("C", "unreadable")),
    "ext4, attributes not to be had": (office().with_flags("/", None), ("C", "unreadable")),
    "ext4 without barriers": (on("ext4", options="rw,nobarrier"), ("C", "unsynced")),
    "btrfs": (btrfs(), ("C", "copy-on-write")),
    "btrfs, new folder without copy-on-write": (btrfs().with_flags(HOME, NO_COW), B),
    "btrfs, folder set too late": (
        btrfs().with_flags(HOME, NO_COW).with_flags(SLOT, 0).with_extents(SLOT, 0),
        ("C", "copy-on-write"),
    ),
    "btrfs, slot without copy-on-write": (btrfs().with_flags(SLOT, NO_COW).with_extents(SLOT, 0), B),
    "btrfs, slot in a snapshot": (btrfs().with_flags(SLOT, NO_COW).with_extents(SLOT, SHARED), ("C", "shared")),
    "btrfs, slot compressed": (btrfs().with_flags(SLOT, NO_COW).with_extents(SLOT, ENCODED), ("C", "copy-on-write")),
    "btrfs with a keeper of snapshots": (
        btrfs().with_flags(HOME, NO_COW).with_file(f"{HOME}/.snapshots/1/info.xml"),
        ("C", "snapshots"),
    ),
    "btrfs over two disks, one of them flash": (
        btrfs().with_flags(HOME, NO_COW).with_disk("sdb", "8:18", rotational="0", turns=1)
        .with_file("/sys/fs/btrfs/4f1c/devices/sdb2/dev", b"8:18"),
        ("C", "flash"),
    ),
    "btrfs with parity": (
        btrfs().with_flags(HOME, NO_COW).with_file("/sys/fs/btrfs/4f1c/allocation/data/raid5/x"),
        ("C", "layer"),
    ),
    "ZFS": (on("zfs", device="0:50", source="tank/home"), ("C", "copy-on-write")),
    "bcachefs": (on("bcachefs"), ("C", "copy-on-write")),
    "overlay": (on("overlay", device="0:51", source="overlay"), ("C", "overlay")),
    "a share of another machine": (on("cifs", device="0:52", source="//server/share"), ("C", "network")),
    "sshfs": (on("fuse.sshfs", device="0:53"), ("C", "fuse")),
    "NTFS through fuse": (on("fuseblk"), ("C", "fuse")),
    "memory": (on("tmpfs", device="0:54", source="tmpfs"), ("C", "memory")),
    "exFAT": (on("exfat"), ("C", "unmeasured")),
    "ext3": (on("ext3"), ("C", "unmeasured")),
    "nothing is known": (Invented(), ("C", "unreadable")),
    # the disk
    "SSD": (Invented().with_disk(rotational="0", turns=1).with_mount("ext4"), ("C", "flash")),
    "NVMe": (
        Invented().with_disk("nvme0n1", "259:2", rotational="0", turns=None, part="p2").with_mount("ext4", "259:2"),
        ("C", "flash"),
    ),
    "SD card": (
        Invented().with_disk("mmcblk0", "179:2", rotational="0", turns=None, part="p2").with_mount("ext4", "179:2"),
        ("C", "flash"),
    ),
    "USB stick that calls itself rotational": (
        Invented().with_disk(where=USB, turns=None, model="STICK").with_mount("ext4"),
        ("C", "unsaid"),
    ),
    "USB stick with an empty page": (Invented().with_disk(where=USB, turns=0).with_mount("ext4"), ("C", "unsaid")),
    "USB disk that says how fast it turns": (Invented().with_disk(where=USB, turns=5400).with_mount("ext4"), B),
    "a speed that is none": (Invented().with_disk(turns=0xFFFF).with_mount("ext4"), ("C", "unsaid")),
    "shingled disk, driven by the machine": (
        Invented().with_disk(zoned="host-managed").with_mount("ext4"),
        ("C", "zoned"),
    ),
    "shingled disk that drives itself": (Invented().with_disk(zones=0x20).with_mount("ext4"), ("C", "zoned")),
    "virtio disk that calls itself rotational": (
        Invented().with_disk("vda", "254:1", turns=None, part="1").with_mount("ext4", "254:1"),
        ("C", "virtual"),
    ),
    "disk of a virtual machine": (Invented().with_disk(model="VBOX HARDDISK").with_mount("ext4"), ("C", "virtual")),
    "a guest with a disk handed through": (office().with_file("/proc/cpuinfo", GUEST), ("C", "virtual")),
    # what lies between
    "LUKS": (locked(), (*B, "closed-disk")),
    "LUKS on flash": (
        Invented().with_disk(rotational="0").with_layer("dm-0", "253:0", ["8:2"], LUKS, "home")
        .with_mount("ext4", "253:0"),
        ("C", "flash", "closed-disk"),
    ),
    "LUKS with checksums": (
        Invented().with_disk().with_layer("dm-1", "253:1", ["8:2"], "CRYPT-INTEGRITY-12", "home_dif")
        .with_layer("dm-0", "253:0", ["253:1"], LUKS, "home").with_mount("ext4", "253:0"),
        ("C", "layer", "closed-disk"),
    ),
    "LVM on LUKS": (
        Invented().with_disk().with_layer("dm-0", "253:0", ["8:2"], LUKS, "all")
        .with_layer("dm-1", "253:1", ["253:0"], VOLUME, "vg-home").with_mount("ext4", "253:1"),
        (*B, "closed-disk"),
    ),
    "LVM": (
        Invented().with_disk().with_layer("dm-0", "253:0", ["8:2"], VOLUME, "vg-home").with_mount("ext4", "253:0"), B,
    ),
    "LVM with a snapshot": (volume("-real", "vg-home-real"), ("C", "layer")),
    "LVM, thin": (volume("-tpool", "vg-pool-tpool"), ("C", "layer")),
    "LVM, in a bundle of its own": (volume("", "vg-home_rimage_0"), ("C", "layer")),
    "a mapped device nobody knows": (
        Invented().with_disk().with_layer("dm-0", "253:0", ["8:2"], "", "odd").with_mount("ext4", "253:0"),
        ("C", "layer"),
    ),
    "two disks, mirrored": (pair("raid1"), B),
    "disks with parity": (pair("raid5"), ("C", "layer")),
    "a disk with a cache before it": (
        Invented().with_disk().with_layer("bcache0", "252:0", ["8:2"]).with_mount("ext4", "252:0"), ("C", "layer"),
    ),
    # memory
    "swap on a bare partition": (office().with_disk("sdb", "8:18").with_swap("/dev/sdb2"), ("C", "swap")),
    "swap in a file on an open disk": (
        office().with_mount("ext4", point="/").with_file("/swapfile").with_swap("/swapfile"), ("C", "swap"),
    ),
    "swap in a file on a locked disk": (
        locked().with_mount("ext4", "253:0", point="/").with_swap("/swapfile"), (*B, "closed-disk", "swap-sealed"),
    ),
    "swap on a locked partition": (
        office().with_disk("sdb", "8:18").with_layer("dm-9", "253:9", ["8:18"], "CRYPT-PLAIN-x", "swap")
        .with_swap("/dev/dm-9"),
        (*B, "swap-sealed"),
    ),
    "swap in memory": (office().with_swap("/dev/zram0").with_file("/sys/block/zram0/backing_dev", b"none\n"), B),
    "swap in memory that is put out on a disk": (
        office().with_swap("/dev/zram0").with_file("/sys/block/zram0/backing_dev", b"/dev/sda3\n"), ("C", "swap"),
    ),
    "sleep onto an open disk": (
        office().with_file("/sys/power/state", b"freeze mem disk\n").with_file("/sys/power/resume", b"8:2\n"),
        ("C", "hibernation"),
    ),
    "sleep onto a locked disk": (
        locked().with_file("/sys/power/state", b"freeze mem disk\n").with_file("/sys/power/resume", b"253:0\n"),
        (*B, "closed-disk", "swap-sealed"),
    ),
    "sleep nowhere": (
        office().with_file("/sys/power/state", b"freeze mem disk\n").with_file("/sys/power/resume", b"0:0\n"), B,
    ),
    # copied elsewhere
    "Syncthing": (office().with_file(f"{HOME}/.stfolder/x"), ("C", "synced")),
    "Nextcloud": (office().with_file(f"{HOME}/.sync_0123456789ab.db"), ("C", "synced")),
    # several things at once, the weightiest first
    "everything against it": (
        Invented().with_disk(rotational="0").with_mount("btrfs").with_disk("sdb", "8:18").with_swap("/dev/sdb2")
        .with_file(f"{HOME}/.dropbox"),
        ("C", "synced", "copy-on-write", "flash", "swap"),
    ),
    # other systems
    "macOS": (Invented("darwin"), ("C", "mac")),
    "FreeBSD": (Invented("freebsd14"), ("C", "system")),
}  # fmt: skip


@pytest.mark.parametrize("name", MACHINES)
def test_invented_machines(name: str) -> None:
    """Each gets its letter, and says why."""
    machine, (letter, *reasons) = MACHINES[name]
    assert look(Path(BOOK), machine) == Grade(letter, tuple(reasons))


@pytest.mark.parametrize(
    ("place", "letter"),
    [("Dropbox", "C"), ("OneDrive - Office", "C"), ("Google Drive", "C"), ("Nextcloud2", "C"), ("Boxes", "B")],
)
def test_folders_that_copy_themselves(place: str, letter: str) -> None:
    """Known by their name, at any depth, whether or not the book is there yet."""
    assert look(Path(f"{HOME}/{place}/deep/book"), office()).letter == letter


def test_an_office_with_windows() -> None:
    """C, and it says when the folder is one that is copied elsewhere, as documents there often are."""
    machine = Invented("win32")
    assert look(Path("C:\\Users\\jiho\\book"), machine) == Grade("C", ("windows",))
    machine.links["C:\\Users\\jiho\\OneDrive\\book"] = "C:\\Users\\jiho\\OneDrive\\book"
    assert look(Path("C:\\Users\\jiho\\OneDrive\\book"), machine) == Grade("C", ("windows", "synced"))


def test_an_image_is_what_it_lies_on() -> None:
    """A locked box in a file is no better than the disk the file is on; only the lab takes an image for a disk."""
    assert look(Path("/media/box/book"), container(office())) == Grade("B", ("in-place", "closed-disk"))
    flash = Invented().with_disk(rotational="0").with_mount("ext4")
    assert look(Path("/media/box/book"), container(flash)) == Grade("C", ("flash", "closed-disk"))
    moving = container(btrfs())
    moving.shared[f"{HOME}/box.img"] = 0
    assert look(Path("/media/box/book"), moving) == Grade("C", ("copy-on-write", "closed-disk"))
    flash.images_magnetic = True
    assert look(Path("/media/box/book"), container(flash)).letter == "B"


def test_an_image_that_holds_itself_ends() -> None:
    """No machine makes us look for ever."""
    machine = Invented().with_loop(f"{HOME}/box.img").with_mount("ext4", "7:0")
    assert look(Path(BOOK), machine) == Grade("C", ("unreadable",))
    ring = Invented().with_disk().with_layer("dm-0", "253:0", ["8:2"], LUKS, "a")
    ring.files[f"{VIRTUAL}/dm-0/slaves/dm-0/dev"] = b"253:0"
    assert look(Path(BOOK), ring.with_mount("ext4", "253:0")).reasons == ("unreadable", "closed-disk")


def test_an_old_book_is_judged_by_its_slot_and_a_new_one_by_its_folder() -> None:
    """The innermost thing that is there."""
    machine = btrfs().with_flags(HOME, 0).with_flags(BOOK, NO_COW)
    assert look(Path(BOOK), machine).letter == "C"  # the folder is not there yet
    assert look(Path(BOOK), machine.with_file(f"{BOOK}/log")).letter == "B"


def test_blanks_in_a_path_do_not_hide_a_mount() -> None:
    """The kernel writes them as numbers."""
    machine = office()
    machine.files["/proc/self/mountinfo"] = b"20 1 8:2 / /home/my\\040disk rw - zfs /dev/sda2 rw\n"
    assert look(Path(BOOK), machine).reasons == ("copy-on-write",)


def test_this_machine_answers_without_an_error(tmp_path: Path) -> None:
    """Whatever it is: a letter and at least one reason, also for folders that are not there or oddly named."""
    for folder in (tmp_path, tmp_path / "없는 자리" / "book", Path("/"), Path("nowhere")):
        seen = look(folder)
        assert seen.letter in "BC"
        assert seen.reasons
        assert set(seen.reasons) <= {*LOWERS, *NOTES}
    here = Here()
    assert here.read(str(tmp_path / "none")) is None
    assert here.names(str(tmp_path / "none")) == []
    assert here.extents(str(tmp_path / "none")) is None
    assert here.mount(str(tmp_path / "none")) is None


def test_no_cow_is_for_new_folders_and_does_no_harm_elsewhere(tmp_path: Path) -> None:
    """It makes the folder for its owner alone, and says no where the flag means nothing or comes too late."""
    told = make_no_cow(tmp_path / "book")
    assert (tmp_path / "book").stat().st_mode & 0o777 == 0o700
    assert told == bool((Here().flags(str(tmp_path / "book")) or 0) & NO_COW)
    (tmp_path / "old" / "keyring").mkdir(parents=True)
    (tmp_path / "old" / "keyring" / "slot").touch()
    assert not make_no_cow(tmp_path / "old")
    assert not make_no_cow(tmp_path / "none" / "book")


def test_it_can_be_imported_where_there_is_no_linux() -> None:
    """On Windows: without fcntl, and nothing of os that only Linux has."""
    code = (
        "import os, sys; sys.platform = 'win32'; sys.modules['fcntl'] = None\n"
        "for name in ('O_PATH', 'O_CLOEXEC', 'O_NOFOLLOW', 'O_NONBLOCK'): delattr(os, name)\n"
        "from pathlib import Path; from naru.vault.disk.grade import look; from naru.vault.disk.machine import Here\n"
        "here = Here(); assert here.flags('/') is None and here.extents('/') is None and here.mount('/') is None\n"
        "print(look(Path('/'), here))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "windows" in done.stdout


@pytest.mark.parametrize("lang", LANGS)
def test_every_letter_and_reason_has_its_words(lang: str) -> None:
    """And none stands there for nothing; short, and without what the voice leaves out."""
    told = tables(lang)
    assert set(told["disk"]) == {f"{what}{letter}" for what in ("", "burned.") for letter in "ABC"}
    assert set(told["disk-why"]) == {*LOWERS, *NOTES}
    for texts in (told["disk"], told["disk-why"]):
        for key, text in texts.items():
            assert 1 <= sum(text.count(stop) for stop in ".。") <= 4, key
            assert lang != "ko" or all(each.endswith(("니다", "세요")) for each in text.rstrip(".").split(". ")), key


def test_every_reason_is_given_by_some_machine() -> None:
    """No reason that cannot come up; Windows has a test of its own."""
    given = {why for _, (_, *reasons) in MACHINES.values() for why in reasons}
    assert given | {"windows"} == {*LOWERS, *NOTES}
    assert grade.look(Path(BOOK), office()).reasons == ("in-place",)
