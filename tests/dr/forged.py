"""A backup by a bad producer: rightly encrypted and signed, and yet not what it should be."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from churnvision.dr import manifest
from churnvision.dr.catalogue import find_backups
from churnvision.dr.keys import find_keys
from churnvision.dr.sealed_file import SealedReader, SealedWriter
from churnvision.dr.trust import prove_manifest
from tests.dr.installation import Installation


def forge(
    installation: Installation,
    change: Callable[[bytes], bytes] = lambda text: text,
    *,
    dump_bytes: int | None = None,
    **changes: Any,
) -> None:
    """Change the newest backup's text, and fields of its manifest, and sign it anew.

    `dump_bytes` is how large the manifest says that the text is.
    """
    files = find_backups(installation.settings.backups)[0]
    proved = prove_manifest(files, find_keys(installation.settings))
    text = b"".join(SealedReader(files.dump, proved.passphrase))
    files.dump.unlink()
    with SealedWriter(files.dump, proved.passphrase, proved.key, gzip_level=1) as writer:
        writer.write(change(text))
        record = writer.finish(files.dump.name)
    if dump_bytes is not None:
        record = replace(record, content_bytes=dump_bytes)
    raw = replace(proved.manifest, dump=record, **changes).to_bytes()
    files.manifest.write_bytes(raw)
    files.signature.write_text(manifest.sign(raw, proved.key))
