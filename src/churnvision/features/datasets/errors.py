"""What can go wrong with an import, one class an error."""

from churnvision.kit.errors import ChurnVisionError


class DatasetNotFound(ChurnVisionError):
    """There is no import with this number; list them to see which there are."""

    code = "dataset_not_found"
    status = 404


class UnreadableFile(ChurnVisionError):
    """The file cannot be read as a table; save it as CSV (UTF-8), XLSX or Parquet and try again."""

    code = "unreadable_file"
    status = 422


class FileEmpty(UnreadableFile):
    """The file is empty; export it again."""

    code = "file_empty"


class NoRows(UnreadableFile):
    """The file has a header but no rows; export it again with its people."""

    code = "no_rows"


class NotATable(UnreadableFile):
    """The file is not a table; save it as CSV (UTF-8), XLSX or Parquet."""

    code = "not_a_table"


class UnknownEncoding(UnreadableFile):
    """The file's character encoding is not clear; save it as CSV in UTF-8."""

    code = "unknown_encoding"


class NulBytes(UnreadableFile):
    """The file contains NUL characters, so it is damaged or not text; export it again as CSV in UTF-8."""

    code = "nul_bytes"


class RaggedRows(UnreadableFile):
    """A row has more or fewer values than the header has columns."""

    code = "ragged_rows"


class FileCutOff(UnreadableFile):
    """The file ends in the middle of a row, so it was cut off; export or copy it again."""

    code = "file_cut_off"


class DuplicateHeaders(UnreadableFile):
    """Two columns have the same name; rename one of them."""

    code = "duplicate_headers"


class TooManyColumns(UnreadableFile):
    """The file has more columns than an import may have; leave out those that are not needed."""

    code = "too_many_columns"


class TooManyRows(UnreadableFile):
    """The file has more rows than an import may have; split it."""

    code = "too_many_rows"


class AnswersOfSimulation(UnreadableFile):
    """The file holds the true hazards of a simulation, not to be learnt from; import its other files."""

    code = "answers_of_simulation"


class FormulaInCell(UnreadableFile):
    """A cell holds a formula; replace formulas by their values (copy, paste values) and save again."""

    code = "formula_in_cell"


class DamagedWorkbook(UnreadableFile):
    """The workbook is damaged or protected by a password; save it again as XLSX."""

    code = "damaged_workbook"


class DamagedParquet(UnreadableFile):
    """The Parquet file is damaged or was cut off; write or copy it again."""

    code = "damaged_parquet"


class ExpandsTooMuch(ChurnVisionError):
    """The file unpacks to far more than its size, so it was not opened; save it as CSV."""

    code = "expands_too_much"
    status = 413


class FileTooLarge(ChurnVisionError):
    """The file is larger than the upload limit."""

    code = "file_too_large"
    status = 413


class ColumnMissing(ChurnVisionError):
    """The mapping names a column that the file does not have."""

    code = "column_missing"
    status = 422


class MappingInvalid(ChurnVisionError):
    """The mapping does not fit the file; correct it and try again."""

    code = "mapping_invalid"
    status = 422


class MappingNeeded(ChurnVisionError):
    """It is not clear what the columns mean; edit the mapping and import again with it.

    The fact `mapping_text` is a mapping file to edit.
    """

    code = "mapping_needed"
    status = 422


class ChecksFailed(ChurnVisionError):
    """The file has errors, so nothing was imported; correct the rows that are listed and try again."""

    code = "checks_failed"
    status = 422


class NotCommitted(ChurnVisionError):
    """Only a committed import can be undone."""

    code = "not_committed"
    status = 409


class AlreadyCommitted(ChurnVisionError):
    """This import is already committed; undo it first."""

    code = "already_committed"
    status = 409


class AlreadyImported(ChurnVisionError):
    """The same file with the same mapping was imported before; nothing was changed."""

    code = "already_imported"
    status = 409


class LaterImportsRely(ChurnVisionError):
    """Later imports rely on this one; undo them first."""

    code = "later_imports_rely"
    status = 409
