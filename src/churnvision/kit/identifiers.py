"""The ids of rows as they come in a path or a body: what a bigint column can hold."""

from typing import Annotated

from fastapi import Path
from pydantic import Field

LARGEST_ID = 2**63 - 1
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="id of the row", examples=[1])]
BodyId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
