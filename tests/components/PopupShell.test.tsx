// @vitest-environment happy-dom
import { describe, expect, test, vi } from 'vitest';
import { PopupShell } from '../../components/PopupShell';
import { Welcome } from '../../components/Welcome';
import { draw, press } from './draw';

const route = {
  old: { side: 'old', mark: 'Old', name: '@amelie', server: 'old.example' },
  new: { side: 'new', mark: 'New', name: 'No account yet', server: 'new.example', trouble: 'No access' },
  trail: { value: 4, max: 9, label: '4 of 9 steps done' },
} as const;

describe('the popup', () => {
  test('names both accounts and how far the way is', () => {
    const { getByText, getByRole } = draw(
      <PopupShell route={route} links={[]}>
        steps
      </PopupShell>,
    );
    for (const words of ['Old', '@amelie', 'old.example', 'New', 'No account yet', 'new.example', 'No access']) expect(getByText(words)).toBeTruthy();
    expect(getByRole('img', { name: '4 of 9 steps done' })).toBeTruthy();
  });

  test.each([
    [0, 0],
    [4, 4],
    [9, 9],
    [12, 9],
  ])('walks the trail a dot a step: %i of 9 are %i dots', (value, dots) => {
    const { container } = draw(
      <PopupShell route={{ ...route, trail: { value, max: 9, label: '' } }} links={[]}>
        steps
      </PopupShell>,
    );
    expect(container.querySelectorAll('.trail .walked')).toHaveLength(dots);
    expect(container.querySelectorAll('.trail circle')).toHaveLength(9);
  });

  test('has a list of ways to the start page', () => {
    const onPress = vi.fn();
    const { getByRole } = draw(
      <PopupShell route={route} links={[{ label: 'Your kit', onPress }]}>
        steps
      </PopupShell>,
    );
    press(getByRole('button', { name: 'Your kit' }));
    expect(onPress).toHaveBeenCalledOnce();
  });

  test('starts with one button before anything is named', () => {
    const onPress = vi.fn();
    const { getByRole, getAllByRole } = draw(
      <PopupShell route={null} links={[]}>
        <Welcome title="Move your account" body={['Step by step.']} start={{ label: 'Start', onPress }} />
      </PopupShell>,
    );
    expect(getByRole('heading', { name: 'Move your account' })).toBeTruthy();
    press(getByRole('button', { name: 'Start' }));
    expect(onPress).toHaveBeenCalledOnce();
    expect(getAllByRole('button')).toHaveLength(1);
  });
});
