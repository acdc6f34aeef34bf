"""Invented machines (disks, mounts, layers, swap) as files of a fake /proc and /sys, for the grade of a disk."""

from __future__ import annotations

from dataclasses import dataclass, field

PAGE_B1 = bytes((0, 0xB1, 0, 0x3C))
SATA = "/sys/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block"
USB = "/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block"
VIRTUAL = "/sys/devices/virtual/block"
HOME = "/home/mina"
LUKS = "CRYPT-LUKS2-0123456789abcdef0123456789abcdef-home"
VOLUME = "LVM-" + "a" * 64


@dataclass
class Invented:
    """One machine. Nothing in it but what was put there."""

    system: str = "linux"
    images_magnetic: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, int | None] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def names(self, path: str) -> list[str]:
        inside = {name[len(path) + 1 :].split("/")[0] for name in self.files if name.startswith(path + "/")}
        return sorted(inside)

    def exists(self, path: str) -> bool:
        folder = path.removesuffix("/.")
        return (path in self.files) or bool(self.names(folder)) or folder in self.points

    def real(self, path: str) -> str:
        return self.links.get(path, path)

    def mount(self, path: str) -> int | None:
        inside = [point for point in self.points if (path + "/").startswith(point.rstrip("/") + "/")]
        return self.points[max(inside, key=len)] if inside else None

    def flags(self, path: str) -> int | None:
        near = [known for known in self.attributes if path.startswith(known)]
        return self.attributes[max(near, key=len)] if near else 0

    def extents(self, path: str) -> int | None:
        return self.shared.get(path)

    # ------------------------------------------------------------------------------------------------ how one is put up

    def with_mount(
        self, kind: str, device: str = "8:2", point: str = HOME, source: str = "/dev/sda2", options: str = "rw"
    ):
        """Mount something."""
        number = 20 + len(self.points)
        self.points[point] = number
        line = f"{number} 1 {device} / {point} rw,relatime shared:1 - {kind} {source} {options}\n"
        self.files["/proc/self/mountinfo"] = self.files.get("/proc/self/mountinfo", b"") + line.encode()
        if kind == "ext4":
            name = self.real(f"/sys/dev/block/{device}").rpartition("/")[2]
            self.files[f"/proc/fs/ext4/{name}/options"] = b"rw\nbarrier\ndata=ordered\n"
        return self

    def with_disk(self, name="sda", device="8:2", where=SATA, turns=7200, rotational="1", part="2", zoned="none",
                  zones=0, model="HARD DISK 4000"):  # fmt: skip
        """Build in a disk with one partition (or none), that says how fast it turns (or 0, or nothing)."""
        disk = f"{where}/{name}"
        place = f"{disk}/{name}{part}" if part else disk
        self._device(place, device)
        if part:
            self.files[f"{place}/partition"] = part.encode()
        self.files[f"{disk}/queue/rotational"] = rotational.encode() + b"\n"
        self.files[f"{disk}/queue/zoned"] = zoned.encode() + b"\n"
        self.files[f"{disk}/device/model"] = model.encode() + b"\n"
        if turns is not None:
            self.files[f"{disk}/device/vpd_pgb1"] = (
                PAGE_B1 + turns.to_bytes(2, "big") + bytes((0, 0, zones)) + bytes(55)
            )
        return self

    def with_layer(self, name, device, over, uuid="", label="", level=""):
        """Lay a mapped device or a bundle over others ("major:minor")."""
        place = f"{VIRTUAL}/{name}"
        self._device(place, device)
        if uuid or label:
            self.files[f"{place}/dm/uuid"] = uuid.encode() + b"\n"
            self.files[f"{place}/dm/name"] = label.encode() + b"\n"
        if level:
            self.files[f"{place}/md/level"] = level.encode() + b"\n"
        for under in over:
            slave = self.links[f"/sys/dev/block/{under}"].rpartition("/")[2]
            self.files[f"{place}/slaves/{slave}/dev"] = under.encode()
        return self

    def with_loop(self, image, device="7:0"):
        """Have a file stand in for a disk."""
        self._device(f"{VIRTUAL}/loop0", device)
        self.files[f"{VIRTUAL}/loop0/loop/backing_file"] = image.encode() + b"\n"
        self.files[image] = b""
        return self

    def with_swap(self, *paths):
        """Turn swap on."""
        lines = "".join(f"{path} partition 100 0 -2\n" for path in paths)
        self.files["/proc/swaps"] = b"Filename Type Size Used Priority\n" + lines.encode()
        return self

    def with_file(self, path, data=b""):
        """Put one file in."""
        self.files[path] = data
        return self

    def with_flags(self, path, flags):
        """Give a folder, and what lies in it, attributes."""
        self.attributes[path] = flags
        return self

    def with_extents(self, path, flags):
        """Say how a file lies on the disk."""
        self.shared[path] = flags
        self.files.setdefault(path, b"")
        return self

    def _device(self, place, device):
        name = place.rpartition("/")[2]
        self.files[f"{place}/dev"] = device.encode() + b"\n"
        self.files[f"/sys/class/block/{name}/dev"] = device.encode() + b"\n"
        self.links[f"/sys/dev/block/{device}"] = place


def office() -> Invented:
    """A Debian machine with one magnetic disk and ext4: the machine that gets a B."""
    return Invented().with_disk().with_mount("ext4")
