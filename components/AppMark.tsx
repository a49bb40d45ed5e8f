/** The trail between two dots: our sign, the same as assets/icon.svg. Decoration: the name stands beside it. */
export function AppMark() {
  return (
    <svg class="app-mark" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <g class="way">
        <circle cx="28.2" cy="40.2" r="2.8" />
        <circle cx="32" cy="32" r="2.8" />
        <circle cx="35.8" cy="23.8" r="2.8" />
      </g>
      <circle class="old" cx="17" cy="46" r="8.5" />
      <circle class="new" cx="47" cy="18" r="8.5" />
    </svg>
  );
}
