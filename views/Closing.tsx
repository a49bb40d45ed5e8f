import { Button } from '../components/Button';
import { Sheet } from '../components/Sheet';
import { useT } from '../components/words';
import { closingOf, closingParts } from '../journey/closing';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import { goTo } from './route';

/** The last thing of a move: what became of lists, people and things, and what to look at in thirty days. */
export function Closing({ plan }: { plan: Plan }) {
  const t = useT();
  const closing = closingOf(plan);
  return (
    <Sheet title={t(text('closing.title'))} lead={t(text('closing.lead', namesOf(plan)))}>
      {closingParts
        .filter((part) => closing[part].length > 0)
        .map((part) => (
          <div key={part}>
            <h3>{t(text(`closing.parts.${part}`))}</h3>
            {closing[part].map((one) => (
              <p key={one.key}>{t(one)}</p>
            ))}
          </div>
        ))}
      <div class="buttons">
        <Button label={t(text('buttons.seeReport'))} onPress={() => goTo('report')} />
        <Button label={t(text('buttons.seeInventory'))} onPress={() => goTo('inventory')} />
      </div>
    </Sheet>
  );
}
