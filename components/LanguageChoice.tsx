export type LanguageChoiceProps = {
  label: string;
  value: string;
  /** Each in its own words: "Français". */
  choices: readonly { value: string; label: string }[];
  onChoose(value: string): void;
};

export function LanguageChoice({ label, value, choices, onChoose }: LanguageChoiceProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} lang={choice.value === 'auto' ? undefined : choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}
