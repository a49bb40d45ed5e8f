/** The names of things, apart from `steps.ts` because the plan's schema needs them before there are steps. */
export type Side = 'old' | 'new';

/** In the order shown. */
export const stepIds = ['accounts', 'save', 'archive', 'join', 'alias', 'move', 'import', 'arrive', 'farewell'] as const;
export type StepId = (typeof stepIds)[number];
