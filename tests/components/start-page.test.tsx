// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { describe, expect, test, vi } from 'vitest';
import { AccessPanel } from '../../components/AccessPanel';
import { Curve } from '../../components/Curve';
import { DropZone } from '../../components/DropZone';
import { FailureGroups } from '../../components/FailureGroups';
import { FoundAccount, type FoundAccountProps } from '../../components/FoundAccount';
import { HandleField, type HandleFieldProps } from '../../components/HandleField';
import { InventoryTable } from '../../components/InventoryTable';
import { Notice } from '../../components/Notice';
import { Settings, type SettingsProps } from '../../components/Settings';
import { StartShell } from '../../components/StartShell';
import { YearsChart } from '../../components/YearsChart';
import { choose, draw, press, type } from './draw';

const language = {
  label: 'Language',
  value: 'en',
  choices: [
    { value: 'en', label: 'English' },
    { value: 'fr', label: 'Français' },
  ],
  onChoose: vi.fn(),
};

describe('the frame of the start page', () => {
  test('says where one is and lets the language be chosen', () => {
    const onChoose = vi.fn();
    const { getByRole } = draw(
      <StartShell
        appName="Transhumance"
        skip="Go to the content"
        navLabel="Parts"
        nav={[
          { label: 'Your kit', href: '#kit', isCurrent: true },
          { label: 'Report', href: '#report', isCurrent: false },
        ]}
        language={{ ...language, onChoose }}
      >
        content
      </StartShell>,
    );
    expect(getByRole('navigation', { name: 'Parts' })).toBeTruthy();
    expect(getByRole('link', { current: 'page' }).textContent).toBe('Your kit');
    expect(getByRole('link', { name: 'Go to the content' }).getAttribute('href')).toBe(`#${getByRole('main').id}`);
    choose(getByRole('combobox', { name: 'Language' }), 'fr');
    expect(onChoose).toHaveBeenCalledExactlyOnceWith('fr');
  });
});

describe('the field for an address', () => {
  const field = (more: Partial<HandleFieldProps> = {}) => {
    const heard = { onInput: vi.fn(), onSubmit: vi.fn() };
    const props = {
      side: 'old',
      mark: 'Old',
      label: 'The account you leave',
      hint: '@name@server',
      value: '',
      submit: 'Look it up',
      problem: null,
      busy: null,
    } as const;
    return { ...draw(<HandleField {...props} {...heard} {...more} />), ...heard };
  };

  test('hands on what is typed, and looks it up', () => {
    const { getByRole, onInput, onSubmit, container } = field();
    type(getByRole('textbox', { name: 'The account you leave' }), '@amelie@old.example');
    expect(onInput).toHaveBeenCalledExactlyOnceWith('@amelie@old.example');
    act(() => {
      container.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    });
    expect(onSubmit).toHaveBeenCalledOnce();
  });

  test('ties the problem to the field', () => {
    const { getByRole, getByText } = field({ problem: 'No server answers at old.exmaple.' });
    const input = getByRole('textbox');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(input.getAttribute('aria-describedby')?.split(' ')).toEqual([getByText('@name@server').id, getByText('No server answers at old.exmaple.').id]);
  });

  test('does not look up twice while it is looking', () => {
    const { container, getByText, onSubmit } = field({ busy: 'Asking old.example…' });
    act(() => {
      container.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    });
    expect(getByText('Asking old.example…')).toBeTruthy();
    expect(onSubmit).not.toHaveBeenCalled();
  });

  test('takes the account of the tab, or does without an account', () => {
    const onPress = vi.fn();
    const onChange = vi.fn();
    const { getByRole } = field({ fromTab: { label: 'Use @amelie@old.example', onPress }, noAccount: { label: 'I have none yet', checked: false, onChange } });
    press(getByRole('button', { name: 'Use @amelie@old.example' }));
    press(getByRole('checkbox', { name: 'I have none yet' }));
    expect(onPress).toHaveBeenCalledOnce();
    expect(onChange).toHaveBeenCalledExactlyOnceWith(true);
  });
});

describe('the account that was found', () => {
  const found = (more: Partial<FoundAccountProps> = {}) =>
    draw(
      <FoundAccount
        side="old"
        mark="Old"
        name="Amélie 🐑 de Dupont"
        handle="@amelie@old.example"
        picture={null}
        facts={['Mastodon 4.5.2', '431 followers']}
        confirm={null}
        change={null}
        {...more}
      />,
    );

  test('shows what it takes to recognise it', () => {
    const { getByRole, getByText, getAllByRole } = found();
    expect(getByRole('region', { name: 'Old @amelie@old.example' })).toBeTruthy();
    expect(getByText('Amélie 🐑 de Dupont').tagName).toBe('BDI');
    expect(getAllByRole('listitem').map((item) => item.textContent)).toEqual(['Mastodon 4.5.2', '431 followers']);
  });

  test.each([
    ['Amélie 🐑 de Dupont', 'AD'],
    ['ミケ', 'ミ'],
    ['🐑🐑', ''],
    ['', 'AO'],
  ])('draws letters for a picture we may not fetch: “%s”', (name, initials) => {
    expect(found({ name }).container.querySelector('.picture')?.textContent).toBe(initials);
  });

  test('asks, and lets a mistake be changed', () => {
    const yes = vi.fn();
    const change = vi.fn();
    const { getByRole } = found({ confirm: { label: 'This is me', onPress: yes }, change: { label: 'Change', onPress: change } });
    press(getByRole('button', { name: 'This is me' }));
    press(getByRole('button', { name: 'Change' }));
    expect([yes.mock.calls.length, change.mock.calls.length]).toEqual([1, 1]);
  });

  test('shows a hostile name as the text it is', () => {
    const { getByText, container } = found({ name: '<b onmouseover=alert(1)>\u202E' });
    expect(getByText('<b onmouseover=alert(1)>\u202E')).toBeTruthy();
    expect(container.querySelector('b')).toBeNull();
  });
});

test('the access panel lists exactly the servers that will be asked for, and asks within the press', () => {
  let asked = false;
  const { getAllByRole, getByRole } = draw(
    <AccessPanel
      title="Access"
      why="To read the settings pages."
      listLabel="Servers"
      servers={[
        { host: 'old.example', use: 'Your old account', state: 'granted', stateWord: 'given' },
        { host: 'new.example', use: 'Your new account', state: 'refused', stateWord: 'refused' },
      ]}
      ask={{
        label: 'Give access',
        onPress: () => {
          asked = true;
        },
      }}
      notice={{ tone: 'warn', title: 'new.example was refused', isNews: true }}
    />,
  );
  expect(getAllByRole('listitem').map((item) => item.textContent)).toEqual(['old.exampleYour old accountgiven', 'new.exampleYour new accountrefused']);
  expect(getByRole('status').textContent).toBe('new.example was refused');
  press(getByRole('button', { name: 'Give access' }));
  expect(asked).toBe(true);
});

test.each([
  ['stop', true, 'alert'],
  ['warn', true, 'status'],
  ['stop', false, 'note'],
] as const)('a %s notice that is news: %s is read as %s', (tone, isNews, role) => {
  const { getByRole } = draw(<Notice tone={tone} title="Signed out" body={['Sign in on old.example.']} isNews={isNews} />);
  expect(getByRole(role).textContent).toBe('Signed outSign in on old.example.');
});

describe('the place to drop files', () => {
  const file = new File(['Account address\n'], 'follows.csv', { type: 'text/csv' });
  const zone = (busy: boolean) => {
    const onFiles = vi.fn();
    const drawn = draw(
      <DropZone
        title="Drop a kit here"
        hint="ZIP"
        choose="Choose files"
        accept=".zip"
        busy={busy ? { value: 1, max: 4, label: 'Reading' } : null}
        onFiles={onFiles}
      />,
    );
    return { ...drawn, onFiles };
  };
  const drop = (target: Element | null) => {
    const event = new Event('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: { files: [file] } });
    act(() => {
      target?.dispatchEvent(event);
    });
    return event;
  };

  test('takes what is dropped, and keeps the browser from opening it', () => {
    const { container, onFiles } = zone(false);
    expect(drop(container.querySelector('.drop')).defaultPrevented).toBe(true);
    expect(onFiles).toHaveBeenCalledExactlyOnceWith([file]);
  });

  test('has a file field for who does not drag', () => {
    const { getByLabelText, onFiles } = zone(false);
    const input = getByLabelText('Choose files') as HTMLInputElement;
    Object.defineProperty(input, 'files', { value: [file] });
    act(() => {
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    expect(onFiles).toHaveBeenCalledExactlyOnceWith([file]);
  });

  test('takes nothing more while it reads, and shows how far it is', () => {
    const { container, getByRole, queryByLabelText, onFiles } = zone(true);
    drop(container.querySelector('.drop'));
    expect(onFiles).not.toHaveBeenCalled();
    expect(queryByLabelText('Choose files')).toBeNull();
    expect(getByRole('progressbar', { name: 'Reading' })).toBeTruthy();
  });
});

test('the inventory has a line for each group, numbers where there are some, and the way to what is done by hand', () => {
  const row = { name: 'Followers', count: 1431 as number | null, fate: 'Moved', kind: 'carried' as const, isDone: true, notes: [], link: null };
  const { getByRole } = draw(
    <InventoryTable
      caption="Inventory"
      groups={[
        { id: 'people', name: 'People', rows: [{ ...row, id: 'followers' }] },
        { id: 'posts', name: 'Posts', rows: [{ ...row, id: 'votes', name: 'Votes', count: null, link: { label: 'Open', href: 'https://new.example/x' } }] },
      ]}
      actions={[]}
    />,
  );
  const table = getByRole('table', { name: 'Inventory' });
  expect([...table.querySelectorAll('th[scope="rowgroup"]')].map((head) => head.textContent)).toEqual(['People', 'Posts']);
  expect(getByRole('rowheader', { name: 'Followers' }).parentElement?.textContent).toBe('Followers1,431Moved');
  expect(getByRole('rowheader', { name: 'Votes' }).parentElement?.textContent).toBe('Votes–MovedOpen');
  expect(getByRole('link', { name: 'Open' }).getAttribute('href')).toBe('https://new.example/x');
});

test('the curve rises with its numbers, and says the same as a table', () => {
  const points = [
    { at: Date.UTC(2026, 0, 5, 12), value: 0 },
    { at: Date.UTC(2026, 0, 5, 18), value: 60 },
    { at: Date.UTC(2026, 0, 6, 12), value: 120 },
  ];
  const { getByRole, container } = draw(<Curve title="Followers" summary="From 0 to 120" points={points} most={240} value="Followers" />);
  expect(getByRole('img', { name: 'Followers. From 0 to 120' })).toBeTruthy();
  // A quarter of the time, a quarter of the goal; then half of the goal at the end.
  expect(container.querySelector('polyline')?.getAttribute('points')).toBe('0.0,120.0 150.0,90.0 600.0,60.0');
  expect([...container.querySelectorAll('tbody td')].map((cell) => cell.textContent)).toEqual(['0', '60', '120']);
});

test('the chart over the years says the same as a table', () => {
  const { getByRole, container } = draw(
    <YearsChart
      title="Posts"
      summary="2021 to 2022"
      series={['Posts', 'Boosts']}
      years={[
        { year: 2021, values: [0, 0] },
        { year: 2022, values: [1870, 630] },
      ]}
    />,
  );
  expect(getByRole('img', { name: 'Posts. 2021 to 2022' })).toBeTruthy();
  expect([...container.querySelectorAll('tbody tr')].map((row) => row.textContent)).toEqual(['202100', '20221,870630']);
  // The highest year is as high as the chart.
  expect([...container.querySelectorAll<HTMLElement>('.column span')].map((bar) => bar.style.height)).toEqual(['0%', '0%', '74.8%', '25.2%']);
});

describe('the settings', () => {
  const settings = (): SettingsProps => ({
    title: 'Settings',
    language: { title: 'Language', hint: '', choice: language },
    notifications: { title: 'Notifications', hint: '', label: 'Tell me', checked: false, onChange: vi.fn() },
    access: { title: 'Access', hint: '', listLabel: 'Servers', servers: ['old.example'], none: 'None.', giveBack: { label: 'Give back', onPress: vi.fn() } },
    startOver: { title: 'Start over', hint: '', button: { label: 'Start over', question: 'Sure?', yes: 'Yes, over', no: 'No', onConfirm: vi.fn() } },
    forget: {
      title: 'Forget everything',
      hint: '',
      button: { label: 'Forget', question: 'The kit is deleted too.', yes: 'Delete all of it', no: 'Keep it', onConfirm: vi.fn() },
    },
  });

  test('forget only after a second press that says what is lost', () => {
    const props = settings();
    const { getByRole, queryByRole } = draw(<Settings {...props} />);
    press(getByRole('button', { name: 'Forget' }));
    expect(props.forget.button.onConfirm).not.toHaveBeenCalled();
    expect(getByRole('group', { name: 'The kit is deleted too.' })).toBeTruthy();
    press(getByRole('button', { name: 'Delete all of it' }));
    expect(props.forget.button.onConfirm).toHaveBeenCalledOnce();
    expect(queryByRole('button', { name: 'Delete all of it' })).toBeNull();
  });

  test('put the focus on the answer that loses nothing, and back on the button', () => {
    const props = settings();
    const { getByRole } = draw(<Settings {...props} />);
    press(getByRole('button', { name: 'Forget' }));
    expect(document.activeElement).toBe(getByRole('button', { name: 'Keep it' }));
    press(getByRole('button', { name: 'Keep it' }));
    expect(document.activeElement).toBe(getByRole('button', { name: 'Forget' }));
    expect(props.forget.button.onConfirm).not.toHaveBeenCalled();
  });

  test('name the servers we may see, and give them back with one button', () => {
    const props = settings();
    const { getByRole, getByText, redraw } = draw(<Settings {...props} />);
    press(getByRole('button', { name: 'Give back' }));
    expect(props.access.giveBack?.onPress).toHaveBeenCalledOnce();
    expect(getByRole('list', { name: 'Servers' }).textContent).toBe('old.example');
    redraw(<Settings {...props} access={{ ...props.access, servers: [], giveBack: null }} />);
    expect(getByText('None.')).toBeTruthy();
  });

  test('tell us when the person wants to be told', () => {
    const props = settings();
    const { getByRole } = draw(<Settings {...props} />);
    press(getByRole('checkbox', { name: 'Tell me' }));
    expect(props.notifications.onChange).toHaveBeenCalledExactlyOnceWith(true);
  });
});

test('a group that is called as the whole is called so once', () => {
  const list = (name: string) => ({ id: 'a', name, groups: [], again: [], notes: [] });
  const { getAllByText, getByText } = draw(<FailureGroups title="People" lead="Who." show="Show" lists={[list('People'), { ...list('Follows'), id: 'b' }]} />);
  expect(getAllByText('People')).toHaveLength(1);
  expect(getByText('Follows')).toBeTruthy();
});
