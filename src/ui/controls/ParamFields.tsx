import { Fragment } from "react";
import type { ParamSpecs } from "#math/params.ts";
import { useLabel } from "../state/useLabel.ts";
import { NumberField } from "./NumberField.tsx";
import { ParamSlider } from "./ParamSlider.tsx";

interface ParamFieldsProps {
  readonly specs: ParamSpecs;
  /** Values that differ from the defaults. */
  readonly values: Readonly<Record<string, number>>;
  readonly hasSliders?: boolean;
  onChange(values: Readonly<Record<string, number>>): void;
}

/** One field for each parameter that a plug-in declares. */
export function ParamFields({ specs, values, hasSliders = false, onChange }: ParamFieldsProps) {
  const label = useLabel();
  return Object.entries(specs).map(([name, spec]) => {
    const value = values[name] ?? spec.default;
    const change = (next: number) => onChange({ ...values, [name]: next });
    return (
      <Fragment key={name}>
        <NumberField
          label={label(spec.label)}
          value={value}
          min={spec.min}
          max={spec.max}
          onChange={change}
        />
        {hasSliders && <ParamSlider spec={spec} value={value} onChange={change} />}
      </Fragment>
    );
  });
}
