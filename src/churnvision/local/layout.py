"""Where the embedded stack keeps its files."""

from dataclasses import dataclass
from pathlib import Path

from churnvision.local.errors import FolderUnusable


@dataclass(frozen=True, slots=True)
class Layout:
    """The data folder (`var`) and the folder of checked model copies, both absolute."""

    var: Path
    models: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.var / "pg"

    @property
    def valkey(self) -> Path:
        """Valkey's working folder; nothing in it needs to survive."""
        return self.var / "valkey"

    @property
    def keys(self) -> Path:
        """Passwords and keys, each a file that only its owner reads."""
        return self.var / "keys"

    @property
    def logs(self) -> Path:
        """One log file a service."""
        return self.var / "logs"

    @property
    def run(self) -> Path:
        """The state of the running supervisor."""
        return self.var / "run"

    @property
    def sample(self) -> Path:
        """The sample workforce's files."""
        return self.var / "sample"

    @property
    def lib(self) -> Path:
        """Shared libraries that the system lacks."""
        return self.var / "lib"

    def make_folders(self) -> None:
        """Make every folder that is missing, private to its owner. Raises FolderUnusable."""
        for folder in (self.var, self.valkey, self.keys, self.logs, self.run, self.sample):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise FolderUnusable(
                    f"The folder {folder} cannot be made ({error.strerror}); "
                    "free that name or name another data folder in CHURNVISION_VAR."
                ) from error
