/** What the person has to do next with a control: itself, then what follows it in its form, then the form's button. */

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** `isDone` says it of the control the card speaks of; the fields after it are done when something stands in them. */
export function nextControl(control: HTMLElement, isDone: boolean): HTMLElement {
  const { form } = control as Partial<Field>;
  if (!isDone || !form || !control.matches('input, select, textarea')) return control;
  const parts = [...form.elements] as HTMLElement[];
  const after = parts.slice(parts.indexOf(control) + 1).filter((part) => part.getClientRects().length > 0 && !part.matches(':disabled'));
  const isSubmit = (part: HTMLElement) => part.matches('button:not([type="button"], [type="reset"]), input[type="submit"]');
  return after.find((part) => isSubmit(part) || isEmpty(part)) ?? control;
}

/** Of a password, only the browser's word whether it is there: what it is, is never read. */
function isEmpty(part: HTMLElement): boolean {
  if (part.matches('input[type="password"]')) return part.matches(':required:invalid');
  return part.matches('input[type="text"], input[type="file"], textarea') && (part as Field).value === '';
}
