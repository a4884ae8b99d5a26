import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../state/useFormat.ts";
import styles from "./Field.module.css";

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Only whole numbers are legal. */
  readonly isWhole?: boolean;
  readonly hint?: string;
  /** Called with legal values only. */
  onChange(value: number): void;
}

/**
 * A number that is typed, and taken when the field is left or Enter is pressed, so that a half-typed one changes nothing.
 * What is not legal stays in the field with a message that names it and the range.
 */
export function NumberField({ label, value, min, max, isWhole = false, hint, onChange }: NumberFieldProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const problem = draft !== null && !isLegal(draft);
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode={isWhole ? "numeric" : "decimal"}
        value={draft ?? String(value)}
        aria-invalid={problem}
        aria-describedby={problem || hint ? `${id}-note` : undefined}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === "Enter" && take()}
      />
      {(problem || hint) && (
        <p id={`${id}-note`} className={problem ? styles.problem : styles.hint}>
          {problem ? problemText(draft) : hint}
        </p>
      )}
    </div>
  );

  function take(): void {
    if (draft === null || !isLegal(draft)) return;
    setDraft(null);
    if (Number(draft) !== value) onChange(Number(draft));
  }

  function isLegal(text: string): boolean {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    return number >= min && number <= max && (!isWhole || Number.isInteger(number));
  }

  function problemText(text: string): string {
    const range = { value: text, min: bound(min), max: bound(max) };
    return t(isWhole ? "settings.outOfRangeWhole" : "settings.outOfRange", range);
  }

  function bound(limit: number): string {
    return limit !== 0 && Math.abs(limit) < 0.001 ? format.scientific(limit) : String(limit);
  }
}
