import { CircleHelp, Contrast, Maximize, Moon, Presentation, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./controls/Button.tsx";
import { DeviceChip } from "./DeviceChip.tsx";
import styles from "./Header.module.css";
import { rooms } from "./state/commands.ts";
import { useApp, useAppState } from "./state/appContext.tsx";
import type { Theme } from "./state/preferences.ts";
import { useIsPresenting } from "./state/useIsPresenting.ts";
import { useLabel } from "./state/useLabel.ts";
import { useLesson } from "./state/useLesson.ts";

const themeIcons = { light: <Sun />, dark: <Moon />, system: <Contrast /> };

interface HeaderProps {
  readonly theme: Theme;
  onTheme(): void;
  onLanguage(): void;
  onPresent(): void;
  onFullScreen(): void;
  onHelp(): void;
}

/** The name, the three rooms in the order of the story, the device, and what changes the page itself. */
export function Header({ theme, onTheme, onLanguage, onPresent, onFullScreen, onHelp }: HeaderProps) {
  const { t } = useTranslation();
  const { commands } = useApp();
  const current = useAppState(({ choices }) => choices.room);
  const isPresenting = useIsPresenting();
  const lesson = useLesson();
  const label = useLabel();
  return (
    <header className={styles.header}>
      <div className={styles.brand}>
        {t("app.name")} <small lang="zh">{t("app.otherName")}</small>
      </div>
      <nav className={styles.rooms} aria-label={t("rooms.label")}>
        {rooms.map((room, k) => (
          <button
            key={room}
            type="button"
            aria-current={room === current ? "page" : undefined}
            onClick={() => commands.goTo(room)}
          >
            <span className={styles.number}>{k + 1}</span>
            <span>{t(`rooms.${room}`)}</span>
          </button>
        ))}
      </nav>
      <div className={styles.tools}>
        {isPresenting && lesson.stop && (
          <span className={styles.lesson}>
            {t("lesson.position", { n: lesson.index + 1, count: lesson.count })} · {label(lesson.stop.title)}
          </span>
        )}
        <DeviceChip />
        <IconButton hint={t("tools.languageHint")} onClick={onLanguage}>
          {t("tools.language")}
        </IconButton>
        <IconButton hint={t(`tools.theme.${theme}`)} onClick={onTheme}>
          {themeIcons[theme]}
        </IconButton>
        <span className={styles.projector}>
          <IconButton
            hint={t(isPresenting ? "tools.leavePresent" : "tools.present")}
            pressed={isPresenting}
            onClick={onPresent}
          >
            <Presentation />
          </IconButton>
        </span>
        <span className={styles.optional}>
          <IconButton hint={t("tools.fullScreen")} onClick={onFullScreen}>
            <Maximize />
          </IconButton>
        </span>
        <span className={styles.optional}>
          <IconButton hint={t("tools.help")} onClick={onHelp}>
            <CircleHelp />
          </IconButton>
        </span>
      </div>
    </header>
  );
}
