/** Light, dark or as the system says: the choice is kept in the browser and told to whatever draws its own colours. */
import {computed, signal} from "@preact/signals";

export type ThemeChoice = "system" | "light" | "dark";

const storageKey = "recto.theme";
const systemQuery = typeof matchMedia === "undefined" ? null : matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(systemQuery?.matches ?? false);

export const themeChoice = signal<ThemeChoice>(readChoice());

/** The theme in force. */
export const theme = computed(() => (themeChoice.value === "system" ? (systemIsDark.value ? "dark" : "light") : themeChoice.value));

export function chooseTheme(choice: ThemeChoice): void {
  themeChoice.value = choice;
  try {
    localStorage.setItem(storageKey, choice);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  applyTheme();
}

/** Puts the choice on the document and follows the system's. */
export function startTheme(): void {
  applyTheme();
  systemQuery?.addEventListener("change", (event) => (systemIsDark.value = event.matches));
}

function applyTheme(): void {
  if (themeChoice.value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = themeChoice.value;
}

function readChoice(): ThemeChoice {
  if (typeof localStorage === "undefined") return "system";
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return "system";
  }
}
