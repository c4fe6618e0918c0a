"""PDF files, written by hand: small, and some of them hostile."""

from __future__ import annotations

#: A page with something on it.
DRAWN = b"0.1 0.4 0.5 rg 0 0 595 842 re f 1 1 1 rg 60 600 400 80 re f"


def pdf(
    *,
    pages: int = 1,
    width: float = 595,
    height: float = 842,
    content: bytes = DRAWN,
    trailer: bytes = b"",
) -> bytes:
    """A PDF whose pages all have one content (ISO 32000-1, annex H.3)."""
    box = f"[0 0 {width} {height}]".encode()
    kids = b" ".join(b"%d 0 R" % (number + 4) for number in range(pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 3 0 R >>" % box
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        *[page] * pages,
    ]
    written = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(written), len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, trailer, start)
    )


def encrypted() -> bytes:
    """A PDF that asks for a password: the hashes are of no password that is tried."""
    key = b"<" + b"00" * 32 + b">"
    return pdf(
        trailer=b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >>"
        % (key, key)
    )


def endless() -> bytes:
    """A PDF whose first page takes minutes to draw: half a million thick lines."""
    lines = (b"%d %d m 500 500 l 90 w S" % (n % 500, n % 700) for n in range(500_000))
    return pdf(content=b"\n".join(lines))


def greedy() -> bytes:
    """A PDF of a few kilobytes with an image that would take 40 GB."""
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8"
        b" /ColorSpace /DeviceRGB /Length 3 >>\nstream\nabc\nendstream"
    )
    return (
        pdf(content=b"/I Do")
        .replace(
            b"/Contents 3 0 R >>", b"/Contents 3 0 R /Resources << /XObject << /I 9 0 R >> >> >>"
        )
        .replace(b"xref\n0", b"9 0 obj\n" + image + b"\nendobj\nxref\n0", 1)
    )
