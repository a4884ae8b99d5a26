import { useCallback, useEffect, useState } from "react";
import type { Theme } from "./preferences.ts";
import { initialTheme, remember, themes } from "./preferences.ts";

/** The chosen theme, and the step to the next one; "system" follows the system while it changes. */
export function useTheme(): { theme: Theme; cycle(): void } {
  const [theme, setTheme] = useState(initialTheme);
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      const isDark = theme === "dark" || (theme === "system" && system.matches);
      document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
    };
    apply();
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [theme]);
  const cycle = useCallback(() => {
    setTheme((old) => {
      const next = themes[(themes.indexOf(old) + 1) % themes.length] ?? "system";
      remember("theme", next);
      return next;
    });
  }, []);
  return { theme, cycle };
}
