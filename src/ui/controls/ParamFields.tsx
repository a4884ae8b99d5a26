import type { ParamSpecs } from "#math/params.ts";
import { useLabel } from "../state/useLabel.ts";
import { NumberField } from "./NumberField.tsx";

interface ParamFieldsProps {
  readonly specs: ParamSpecs;
  /** Values that differ from the defaults. */
  readonly values: Readonly<Record<string, number>>;
  onChange(values: Readonly<Record<string, number>>): void;
}

/** One field for each parameter that a plug-in declares. */
export function ParamFields({ specs, values, onChange }: ParamFieldsProps) {
  const label = useLabel();
  return Object.entries(specs).map(([name, spec]) => (
    <NumberField
      key={name}
      label={label(spec.label)}
      value={values[name] ?? spec.default}
      min={spec.min}
      max={spec.max}
      onChange={(value) => onChange({ ...values, [name]: value })}
    />
  ));
}
