"""Files that are known but not read, and what a researcher can do with each."""

_OLD_WORD = ("an old Word file", "Open it in Word or LibreOffice, save it as .docx, and upload that.")
_MACROS = ("a Word file that may hold macros", "Save it as .docx, which holds none, and upload that.")
_OLD_EXCEL = ("an old Excel file", "Open it in Excel or LibreOffice, save it as .xlsx, and upload that.")
_RECORDING = ("a recording", "Have it transcribed first, and upload the transcript.")
_PICTURE = ("a picture", "Have its text typed or recognised first, and upload that text.")
_SLIDES = ("a presentation", "Copy its text into a document, and upload that.")
_ARCHIVE = ("an archive", "Unpack it, and upload the files in it, or pack them as .zip.")
_PROJECT = ("a project of another program", "Export it there as REFI-QDA (.qdpx), and import that.")
_STATISTICS = ("a file of a statistics program", "Save its data there as .csv, .xlsx or .sav, and upload that.")

ADVICE = {
    ".doc": _OLD_WORD,
    ".dot": _OLD_WORD,
    ".wps": _OLD_WORD,
    ".docm": _MACROS,
    ".dotm": _MACROS,
    ".dotx": ("a Word template", "Save it as .docx, and upload that."),
    ".xls": _OLD_EXCEL,
    ".xlsb": _OLD_EXCEL,
    ".xlsm": ("an Excel file that may hold macros", "Save it as .xlsx, which holds none, and upload that."),
    ".pages": ("a Pages document", "Export it from Pages as Word (.docx), and upload that."),
    ".numbers": ("a Numbers table", "Export it from Numbers as Excel (.xlsx), and upload that."),
    ".gdoc": ("a link to Google Docs", "Download the document as .docx, and upload that."),
    ".gsheet": ("a link to Google Sheets", "Download the table as .xlsx, and upload that."),
    ".epub": ("an e-book", "Save its text as .docx or .txt, and upload that."),
    ".mht": ("a web archive", "Save the page as .html, and upload that."),
    ".mhtml": ("a web archive", "Save the page as .html, and upload that."),
    **dict.fromkeys(
        (".mp3", ".m4a", ".wav", ".wma", ".ogg", ".flac", ".aac", ".mp4", ".mov", ".avi", ".mkv"), _RECORDING
    ),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".heic"), _PICTURE),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), _SLIDES),
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz"), _ARCHIVE),
    **dict.fromkeys((".nvp", ".nvpx", ".mx20", ".mx22", ".mx24", ".atlproj", ".atlproj23", ".qda"), _PROJECT),
    **dict.fromkeys((".dta", ".sas7bdat", ".rds", ".rdata", ".por"), _STATISTICS),
}
