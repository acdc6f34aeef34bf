"""Disks one seldom meets: each name the system may give them has its own reason, and none of them passes for B."""

from __future__ import annotations

import pytest

from naru.vault.disk import disks, places
from naru.vault.disk.disks import Below, below, line
from naru.vault.disk.grade import look
from testkit.machines import HOME, LUKS, SATA, VIRTUAL, VOLUME, Invented, office

BOOK = f"{HOME}/book"


def plain(name: str, device: str = "240:0", where: str = VIRTUAL) -> Invented:
    """One disk of this name, without partitions, that says it turns, and ext4 on it."""
    return Invented().with_disk(name, device, where, part="").with_mount("ext4", device)


def mapped(uuid: str, label: str = "x") -> Invented:
    """One layer over the magnetic disk, and ext4 in it."""
    return Invented().with_disk().with_layer("dm-0", "253:0", ["8:2"], uuid, label).with_mount("ext4", "253:0")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("zram0", "memory"),
        ("ram1", "memory"),
        ("nbd0", "network"),
        ("rbd0", "network"),
        ("drbd1", "network"),
        ("vda", "virtual"),
        ("xvda", "virtual"),
        ("dm-7", "layer"),
        ("md3", "layer"),
        ("bcache0", "layer"),
    ],
)
def test_a_disk_is_known_by_its_name(name: str, why: str) -> None:
    """However fast it says it turns; a layer that shows nothing under it is no disk."""
    assert look(BOOK, plain(name)) == ("C", (why,))


@pytest.mark.parametrize(
    "model", ["QEMU DISK", "VBOX HARDDISK", "VMware Virtual S", "Virtual Disk", "Msft", "Parallels", "Xen"]
)
def test_a_virtual_disk_is_known_by_its_model(model: str) -> None:
    """In small letters, too."""
    for told in (model, model.lower()):
        machine = Invented().with_disk(model=told).with_mount("ext4")
        assert look(BOOK, machine) == ("C", ("virtual",))


@pytest.mark.parametrize(
    ("uuid", "label", "reasons"),
    [
        (LUKS, "home", ("in-place", "closed-disk")),
        ("CRYPT-PLAIN-home", "home", ("in-place", "closed-disk")),
        ("CRYPT-TCRYPT-home", "home", ("in-place", "closed-disk")),
        ("CRYPT-BITLK-home", "home", ("in-place", "closed-disk")),
        ("mpath-36001405", "home", ("in-place",)),
        ("part1-mpath-36001405", "home", ("in-place",)),
        (VOLUME, "vg-home", ("in-place",)),
        ("CRYPT-INTEGRITY-home", "home", ("layer", "closed-disk")),
        ("CRYPT-LUKS2-INTEGRITY-home", "home", ("layer", "closed-disk")),
        ("CRYPT-VERITY-home", "home", ("layer", "closed-disk")),
        (VOLUME + "-cow", "vg-home", ("layer",)),
        (VOLUME, "vg-home_rimage_0", ("layer",)),
        (VOLUME, "vg-home_rmeta_0", ("layer",)),
        ("something-else", "home", ("layer",)),
    ],
)
def test_a_layer_is_known_by_its_number(uuid: str, label: str, reasons: tuple[str, ...]) -> None:
    """Those that pass a sector on to its own place pass; with checksums, snapshots or parity in between none does."""
    assert look(BOOK, mapped(uuid, label)).reasons == reasons


@pytest.mark.parametrize(
    ("turns", "reasons"),
    [
        (0, ("unsaid",)),
        (1, ("unsaid",)),
        (0x400, ("unsaid",)),
        (0x401, ("in-place",)),
        (15_000, ("in-place",)),
        (0xFFFE, ("in-place",)),
        (0xFFFF, ("unsaid",)),
        (None, ("unsaid",)),
    ],
)
def test_a_disk_says_how_fast_it_turns(turns: int | None, reasons: tuple[str, ...]) -> None:
    """A number that is a code, or nothing at all, is no speed."""
    assert look(BOOK, Invented().with_disk(turns=turns).with_mount("ext4")).reasons == reasons


@pytest.mark.parametrize(
    ("zoned", "zones", "reasons"),
    [
        ("none", 0, ("in-place",)),
        ("", 0, ("in-place",)),
        ("host-managed", 0, ("zoned",)),
        ("host-aware", 0, ("zoned",)),
        ("none", 0x10, ("zoned",)),
        ("none", 0x20, ("zoned",)),
        ("none", 0x0F, ("in-place",)),
        ("none", 0x40, ("in-place",)),
    ],
)
def test_a_shingled_disk_says_so_in_one_of_two_places(zoned: str, zones: int, reasons: tuple[str, ...]) -> None:
    """In the system's queue, or in two bits of its own page."""
    assert look(BOOK, Invented().with_disk(zoned=zoned, zones=zones).with_mount("ext4")).reasons == reasons


def test_a_page_cut_short_says_nothing_of_zones() -> None:
    """Eight bytes hold the speed and not the zones; the ninth does."""
    machine = office().with_file(f"{SATA}/sda/device/vpd_pgb1", bytes((0, 0xB1, 0, 0x3C, 0x1C, 0x20, 0, 0)))
    assert look(BOOK, machine).reasons == ("in-place",)
    machine.with_file(f"{SATA}/sda/device/vpd_pgb1", bytes((0, 0xB1, 0, 0x3C, 0x1C, 0x20, 0, 0, 0x10)))
    assert look(BOOK, machine).reasons == ("zoned",)


@pytest.mark.parametrize("options", ["rw,nobarrier", "rw,barrier=0"])
def test_a_mount_that_waits_for_nothing_is_no_b(options: str) -> None:
    """What was acknowledged may not have been on the disk."""
    assert look(BOOK, Invented().with_disk().with_mount("ext4", options=options)).reasons == ("unsynced",)


def test_layers_are_followed_sixteen_deep() -> None:
    """Seventeen over one disk is more than any honest machine has: unreadable, and not for ever."""

    def tower(high: int) -> Below:
        machine = Invented().with_disk()
        under = "8:2"
        for number in range(high):
            machine.with_layer(f"dm-{number}", f"253:{number}", [under], VOLUME, "vg-home")
            under = f"253:{number}"
        return below(machine, under)

    assert tower(16) == Below()
    assert tower(17) == Below(frozenset({"unreadable"}))


def test_images_are_followed_four_deep() -> None:
    """A file in a file in a file: as what the lowest lies on; beyond the fourth nobody looks."""

    def nested(deep: int) -> frozenset[str]:
        machine = Invented().with_disk().with_mount("ext4", point="/m0")
        for number in range(deep):
            place, device, image = f"{VIRTUAL}/loop{number}", f"7:{number}", f"/m{number}/image"
            machine._device(place, device)
            machine.with_file(f"{place}/loop/backing_file", image.encode()).with_file(image)
            machine.with_mount("ext4", device, f"/m{number + 1}", f"/dev/loop{number}")
        return places.judge(machine, f"/m{deep}").lowers

    assert nested(4) == frozenset()
    assert nested(5) == {"unreadable"}


def test_a_device_that_answers_to_another_number_is_unreadable() -> None:
    """The system's own map has to lead back to where it started."""
    assert below(office(), "9:99") == Below(frozenset({"unreadable"}))
    assert line(Invented().with_file("/x", b"\xff 7 \n"), "/x") == "\ufffd 7"
    assert line(Invented(), "/x") == ""
    assert disks.merge([]) == Below()


@pytest.mark.parametrize(
    ("word", "read"), [("/a\\040b", "/a b"), ("/a\\134b", "/a\\b"), ("/a\\011\\012", "/a\t\n"), ("/a\\09", "/a\\09")]
)
def test_blanks_in_a_path_are_read_as_the_kernel_writes_them(word: str, read: str) -> None:
    """Three figures of eight each; anything else is what it is."""
    assert places.unescape(word) == read


def test_swap_in_a_file_at_the_top_lies_where_the_top_lies() -> None:
    """The folder above /swapfile is the top itself, and that one is locked."""
    machine = Invented().with_disk().with_layer("dm-0", "253:0", ["8:2"], LUKS, "root").with_mount("ext4", "253:0", "/")
    machine.with_swap("/swapfile").with_file("/swapfile")
    assert look(BOOK, machine).reasons == ("in-place", "closed-disk", "swap-sealed")
    machine = office().with_layer("dm-0", "253:0", ["8:2"], LUKS, "swap").with_mount("ext4", "253:0", "/swaps")
    machine.with_swap("/swaps/deep/file").with_file("/swaps/deep/file")
    assert "swap-sealed" in look(BOOK, machine).reasons


@pytest.mark.parametrize(
    ("resume", "reasons"),
    [(None, ("in-place",)), (b"", ("in-place",)), (b"0:0\n", ("in-place",)), (b"8:2\n", ("hibernation",))],
)
def test_sleep_with_the_power_off_needs_a_place_to_write_to(resume: bytes | None, reasons: tuple[str, ...]) -> None:
    """A machine that could and was told no place writes none of its memory."""
    machine = office().with_file("/sys/power/state", b"freeze mem disk\n")
    if resume is not None:
        machine.with_file("/sys/power/resume", resume)
    assert look(BOOK, machine).reasons == reasons


def test_options_of_a_mount_are_read_one_by_one() -> None:
    """The disk's first stands right behind the mount's last; and either mode of the journal will do."""
    assert look(BOOK, Invented().with_disk().with_mount("ext4", options="data=journal")).reasons == ("journal-data",)
    for mode in ("data=ordered", "data=writeback"):
        machine = Invented().with_disk().with_mount("ext4", options=f"rw,{mode}")
        assert look(BOOK, machine.with_file("/proc/fs/ext4/sda2/options")).reasons == ("in-place",)


def test_a_name_that_is_no_text_hides_no_other_mount() -> None:
    """Somebody's stick is mounted under bytes that are no letters; the book's own disk is still found."""
    machine = office()
    machine.files["/proc/self/mountinfo"] += b"99 1 8:17 / /media/\xff\xfe rw - vfat /dev/sdb1 rw\n"
    assert look(BOOK, machine).reasons == ("in-place",)
    assert places.mounts(machine)[99].kind == "vfat"


def test_every_folder_above_is_looked_into() -> None:
    """From the book itself up to the first folder below the top, on either system's way of writing."""
    assert places.parents("/home/mina/book") == ["/home/mina/book", "/home/mina", "/home"]
    assert places.parents("C:\\Mina\\book") == ["C:/Mina/book", "C:/Mina"]
