// @vitest-environment happy-dom
import { describe, expect, test, vi } from 'vitest';
import { Checklist } from '../../components/Checklist';
import type { Step } from '../../components/StepBody';
import { draw, press } from './draw';

const step = (more: Partial<Step> & { id: string }): Step => ({
  title: more.id,
  state: 'todo',
  stateWord: 'to come',
  side: null,
  body: [`About ${more.id}.`],
  ...more,
});
const steps = [
  step({ id: 'save', title: 'Everything saved', note: '7 lists', state: 'seen', stateWord: 'seen', side: 'old' }),
  step({ id: 'archive', title: 'Posts archive', state: 'said', stateWord: 'you said' }),
  step({ id: 'alias', title: 'Name your old account there', state: 'here', stateWord: 'now', side: 'new', where: 'On new.example' }),
  step({ id: 'move', title: 'Move followers', state: 'blocked', stateWord: 'on old.example', side: 'old', where: 'On old.example' }),
];

describe('the checklist', () => {
  test('is a list of every step with its state in words', () => {
    const { getByRole, getAllByRole } = draw(<Checklist label="Your move" steps={steps} current="alias" />);
    expect(getByRole('list', { name: 'Your move' }).tagName).toBe('OL');
    expect(getAllByRole('listitem')).toHaveLength(4);
    for (const name of ['Everything saved 7 lists seen', 'Posts archive you said', 'On new.example Name your old account there now'])
      expect(getByRole('button', { name })).toBeTruthy();
  });

  test('opens the current step alone', () => {
    const { getByText, queryByText, getAllByRole } = draw(<Checklist label="Your move" steps={steps} current="alias" />);
    expect(getByText('About alias.')).toBeTruthy();
    expect(queryByText('About move.')).toBeNull();
    expect(getAllByRole('button', { expanded: true })).toHaveLength(1);
    expect(getAllByRole('listitem').filter((row) => row.getAttribute('aria-current') === 'step')).toHaveLength(1);
  });

  test('lets the person look into another step, and closes the first', () => {
    const { getByRole, getByText, queryByText } = draw(<Checklist label="Your move" steps={steps} current="alias" />);
    press(getByRole('button', { name: /Move followers/ }));
    expect(getByText('About move.')).toBeTruthy();
    expect(queryByText('About alias.')).toBeNull();
    press(getByRole('button', { name: /Move followers/ }));
    expect(queryByText('About move.')).toBeNull();
  });

  test('says what a quiet way out loses before it is taken, and only then', () => {
    const skip = vi.fn();
    const ask = { question: 'Only your followers move.', no: 'Cancel' };
    const here = step({ id: 'save', state: 'here', quiet: [{ label: 'Go on without saving', onPress: skip, ask }] });
    const { getByRole, getByText, queryByText } = draw(<Checklist label="Your move" steps={[here]} current="save" />);
    expect(queryByText(ask.question)).toBeNull();
    press(getByRole('button', { name: 'Go on without saving' }));
    expect(getByText(ask.question)).toBeTruthy();
    press(getByRole('button', { name: 'Cancel' }));
    expect([queryByText(ask.question), skip.mock.calls.length]).toEqual([null, 0]);
    press(getByRole('button', { name: 'Go on without saving' }));
    press(getByRole('button', { name: 'Go on without saving' }));
    expect(skip).toHaveBeenCalledOnce();
  });

  test('follows the move to the next step', () => {
    const { getByText, queryByText, redraw } = draw(<Checklist label="Your move" steps={steps} current="alias" />);
    redraw(<Checklist label="Your move" steps={steps} current="move" />);
    expect(getByText('About move.')).toBeTruthy();
    expect(queryByText('About alias.')).toBeNull();
  });

  test('offers one thing to do and quiet ways out, and keeps the reason folded', () => {
    const go = vi.fn();
    const skip = vi.fn();
    const here = step({
      id: 'alias',
      state: 'here',
      primary: { label: 'Take me there', onPress: go },
      quiet: [{ label: 'Not now', onPress: skip }],
      why: { label: 'Why?', sentence: 'Only then can your followers come along.' },
    });
    const { getByRole, getByText } = draw(<Checklist label="Your move" steps={[here]} current="alias" />);
    press(getByRole('button', { name: 'Take me there' }));
    press(getByRole('button', { name: 'Not now' }));
    expect([go.mock.calls.length, skip.mock.calls.length]).toEqual([1, 1]);
    expect(getByText('Only then can your followers come along.').closest('details')?.open).toBe(false);
  });

  test('says since when a step waits, and how far it is', () => {
    const waiting = step({
      id: 'arrive',
      title: 'See them arrive',
      state: 'waiting',
      since: 'Since Tuesday.',
      progress: { value: 3, max: 9, label: '3 of 9' },
    });
    const { getByText, getByRole } = draw(<Checklist label="Your move" steps={[waiting]} current="arrive" />);
    expect(getByText('Since Tuesday.')).toBeTruthy();
    expect(getByRole('progressbar', { name: 'See them arrive' }).getAttribute('aria-valuetext')).toBe('3 of 9');
  });
});
