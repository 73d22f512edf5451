"""The server's options for a pair of sites: the listener, who may come in, and whom a standby follows."""

import shlex
import sys

from churnvision.kit.site_peer import ROLE, peer_conninfo
from churnvision.kit.site_settings import SiteSettings
from churnvision.kit.site_state import site_folder, write_private
from churnvision.local.layout import Layout
from churnvision.local.settings import LocalSettings

_LOOPBACK = ("127.0.0.0/8", "::1/128")


def primary_options(site: SiteSettings, layout: Layout) -> dict[str, str]:
    """The listener, for both sites: the standby's is there before it is promoted. Raises OSError."""
    hba = site_folder(layout.var) / "pg_hba.conf"
    write_private(hba, "\n".join(_who_may_come_in(site)) + "\n")
    options = {
        "listen_addresses": site.listen.host,
        "port": str(site.listen.port),
        "hba_file": str(hba),
        # A standby that stays away must not fill the primary's disk.
        "max_slot_wal_keep_size": f"{site.slot_megabytes}MB",
        "wal_sender_timeout": "20s",
    }
    if site.certificate is not None and site.private_key is not None:
        options |= {
            "ssl": "on",
            "ssl_cert_file": str(site.certificate),
            "ssl_key_file": str(site.private_key),
            "ssl_min_protocol_version": "TLSv1.2",
        }
    return options


def standby_options(settings: LocalSettings, site: SiteSettings) -> dict[str, str]:
    """Whom it follows: by streaming, and from the archive what the slot no longer keeps."""
    return {
        "primary_conninfo": peer_conninfo(site, settings.layout.var, database=None),
        "primary_slot_name": site.slot,
        "restore_command": restore_command(settings, site),
        "recovery_target_timeline": "latest",
        "hot_standby": "on",
        "wal_receiver_timeout": "20s",
        "wal_receiver_status_interval": "1s",
        "wal_retrieve_retry_interval": "1s",
        # After its promotion it must not wait for a standby that does not exist yet.
        "synchronous_standby_names": "",
    }


def restore_command(settings: LocalSettings, site: SiteSettings) -> str:
    """Takes a file of the log from the archive, proved."""
    command = [
        "env",
        f"CHURNVISION_VAR={settings.layout.var}",
        f"CHURNVISION_BACKUPS={site.archive or settings.backups}",
        sys.executable,
        "-m",
        "churnvision.dr.restore_command",
    ]
    return shlex.join(command).replace("%", "%%") + " %f %p"


def _who_may_come_in(site: SiteSettings) -> list[str]:
    """Over TCP nobody but the other site's role, and beyond this machine only within TLS."""
    kind = "host" if site.certificate is None else "hostssl"
    places = _LOOPBACK if site.listen.is_loopback else ("all",)
    return [
        "# Written at every start by ChurnVision.",
        "local all all scram-sha-256",
        "local replication all scram-sha-256",
        *(
            f"{kind} {database} {ROLE} {place} scram-sha-256"
            for database in ("replication", "postgres")
            for place in places
        ),
    ]
