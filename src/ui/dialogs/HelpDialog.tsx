import { useTranslation } from "react-i18next";
import { Provenance } from "../figures/Provenance.tsx";
import styles from "./HelpDialog.module.css";
import { Modal } from "./Modal.tsx";

const keys = [
  ["Space", "space"],
  ["←  →", "arrows"],
  ["1  2  3", "rooms"],
  ["S", "s"],
  ["T", "t"],
  ["N", "n"],
  ["R", "r"],
  ["P", "p"],
  ["Esc", "escape"],
  ["F", "f"],
  ["L", "l"],
  ["PgUp  PgDn", "pages"],
  ["?", "help"],
] as const;

const sources = ["data", "computed", "yours", "exact"] as const;

interface HelpDialogProps {
  readonly isOpen: boolean;
  readonly hasSingleKeys: boolean;
  onSingleKeys(on: boolean): void;
  onClose(): void;
}

/** All keys; single letters can be switched off for those who dictate or press keys by accident (WCAG 2.1.4). */
export function HelpDialog({ isOpen, hasSingleKeys, onSingleKeys, onClose }: HelpDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal isOpen={isOpen} title={t("dialog.helpTitle")} onClose={onClose}>
      <dl className={styles.keys}>
        {keys.map(([key, name]) => (
          <div key={name}>
            <dt>
              {key.split("  ").map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <h3 className={styles.heading}>{t("dialog.legend")}</h3>
      <ul className={styles.legend}>
        {sources.map((kind) => (
          <li key={kind}>
            <Provenance source={kind === "yours" ? { kind, step: "n" } : { kind }} />
          </li>
        ))}
      </ul>
      <label className={styles.switch}>
        <input
          type="checkbox"
          checked={hasSingleKeys}
          onChange={(event) => onSingleKeys(event.target.checked)}
        />
        {t("dialog.singleKeys")}
      </label>
    </Modal>
  );
}
