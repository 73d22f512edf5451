"""How long the certificates between the sites are valid: an expired one cuts the standby off in silence."""

from datetime import datetime, timedelta

from cryptography import x509

from churnvision.kit.site_settings import SiteSettings

_SOON = timedelta(days=30)


def certificate_troubles(site: SiteSettings, now: datetime) -> list[str]:
    """A sentence for this server's certificate and for the authority that it trusts, where one ends soon."""
    found = []
    for variable, file in (("CERTIFICATE", site.certificate), ("AUTHORITY", site.authority)):
        if file is None:
            continue
        name = f"{file} (CHURNVISION_SITE_TLS_{variable})"
        try:
            ends = x509.load_pem_x509_certificates(file.read_bytes())[0].not_valid_after_utc
        except (OSError, ValueError) as error:
            found.append(f"{name} cannot be read as a certificate ({error}).")
            continue
        if now >= ends:
            found.append(f"{name} has expired on {ends:%Y-%m-%d}: the sites no longer talk. Renew it.")
        elif ends - now < _SOON:
            found.append(f"{name} ends in {(ends - now).days} days, on {ends:%Y-%m-%d}; renew it now.")
    return found
