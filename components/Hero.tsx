export type HeroProps = {
  /** What this is, in one sentence. */
  title: string;
  /** How long it takes. */
  time: string;
  /** What it will do, step by step. */
  steps: { label: string; titles: readonly string[] };
  /** What it will never do. */
  never: { title: string; promises: readonly string[] };
};

/** The first thing that somebody who has just installed this sees. */
export function Hero({ title, time, steps, never }: HeroProps) {
  return (
    <section class="hero" aria-label={title}>
      <h1>{title}</h1>
      <p class="lead">{time}</p>
      <div class="columns">
        <div>
          <h2>{steps.label}</h2>
          <ol class="steps">
            {steps.titles.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </div>
        <div>
          <h2>{never.title}</h2>
          <ul class="promises">
            {never.promises.map((promise) => (
              <li key={promise}>{promise}</li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}
