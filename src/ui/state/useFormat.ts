import { localeOf } from "#i18n/i18n.ts";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

/** Numbers as the page's language writes them; a minus is a minus sign. */
export interface Format {
  whole(value: number): string;
  /** Fixed decimals. */
  decimal(value: number, digits?: number): string;
  percent(share: number): string;
  /** Two figures and a magnitude, as in 300K. */
  compact(value: number): string;
  /** Very small and very large numbers with a power of ten, as in 2 × 10⁻⁴. */
  scientific(value: number): string;
  duration(seconds: number): string;
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const locale = localeOf(i18n.language === "zh" ? "zh" : "en");
  return useMemo(() => createFormat(locale), [locale]);
}

export function createFormat(locale: string): Format {
  const fixed = (digits: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumSignificantDigits: 2 });
  const byDigits = [0, 1, 2, 3, 4].map(fixed);
  const decimal = (value: number, digits = 3) =>
    (byDigits[digits] ?? fixed(digits)).format(Object.is(value, -0) ? 0 : value).replace("-", "−");
  return {
    whole: (value) => decimal(value, 0),
    decimal,
    percent: (share) => `${decimal(share * 100, isNearEnd(share) ? 1 : 0)}%`,
    compact: (value) => compact.format(value),
    scientific: (value) => scientific(value, decimal),
    duration: (seconds) => {
      const whole = Math.max(0, Math.round(seconds));
      const minutes = Math.floor(whole / 60);
      return minutes > 0 ? `${minutes}:${String(whole % 60).padStart(2, "0")}` : `${whole} s`;
    },
  };
}

/** Where a whole percent would say 0%, or one figure of two, or that all is there while some is missing. */
function isNearEnd(share: number): boolean {
  return (share > 0 && share < 0.0995) || (share >= 0.995 && share < 1);
}

function scientific(value: number, decimal: (value: number, digits: number) => string): string {
  if (value === 0) return decimal(0, 0);
  const exponent = Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  const mantissa = value / 10 ** exponent;
  const digits = Math.abs(mantissa - Math.round(mantissa)) < 1e-9 ? 0 : 1;
  const power = String(Math.abs(exponent)).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "");
  return `${decimal(mantissa, digits)} × 10${exponent < 0 ? "⁻" : ""}${power}`;
}
