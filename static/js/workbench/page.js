// What every page needs. Each import sets itself up by listening on the document, so swapped parts need no set-up.
import "./theme.js";
import "./dialogs.js";
import "./messages.js";
import "./menus.js";
import "./confirm.js";
import "./shortcuts.js";
import "./palette.js";
import "./panes.js";
import "./undo.js";
import "./unsaved.js";
import "./waiting.js";
