"""Which attributes people in charge say that they can change."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from churnvision.kit.tables import Base


class ControllableAttribute(Base):
    """An attribute of models that somebody has marked; none is marked at first."""

    __tablename__ = "controllable_attributes"

    attribute: Mapped[str] = mapped_column(Text, primary_key=True)
    marked_by: Mapped[int | None] = mapped_column(BigInteger)
    marked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
