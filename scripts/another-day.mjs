// @ts-check
/**
 * `node --import ./scripts/another-day.mjs …`: the clock of this process is `ANOTHER_DAY` days ahead. A build that has
 * the date in it then comes out as another one (`npm run package -- --twice`).
 */
const ahead = Number(process.env.ANOTHER_DAY ?? 0) * 86_400_000;
const RealDate = Date;
const now = () => RealDate.now() + ahead;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
