"""The table in which backends say that they live."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from churnvision.kit.tables import Base


class BackendHeartbeat(Base):
    """When a backend process last said that it lives."""

    __tablename__ = "backend_heartbeats"

    instance: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
