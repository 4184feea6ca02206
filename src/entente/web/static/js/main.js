// Everything works without these; each makes one thing quicker.
import "./toast.js";
import "./keys.js";
import "./listnav.js";
import "./palette.js";
import "./focus.js";
import "./guess.js";
import "./picker.js";
import "./edit.js";
import "./bulk.js";
import "./board.js";
