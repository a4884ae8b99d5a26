import type { ReactNode, Ref } from "react";
import styles from "./Button.module.css";

interface ButtonProps {
  readonly children: ReactNode;
  readonly disabled?: boolean;
  readonly hint?: string | undefined;
  readonly pressed?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
  onClick(): void;
}

/** A quiet button of the control column. */
export function Button({ children, disabled = false, hint, pressed, ref, onClick }: ButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      className={styles.button}
      disabled={disabled}
      title={hint}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** A square button that shows only an icon; its label is spoken and shown on hover. */
export function IconButton({
  children,
  disabled = false,
  hint,
  pressed,
  onClick,
}: ButtonProps & { readonly hint: string }) {
  return (
    <button
      type="button"
      className={styles.icon}
      disabled={disabled}
      title={hint}
      aria-label={hint}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
