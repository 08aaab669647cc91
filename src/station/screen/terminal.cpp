// The only file that knows ncurses.
#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <iostream>
#include <string_view>

#include "station/screen.hpp"
#include "station/screen/session.hpp"
#include "station/screen/view.hpp"
#include "station/screen/words.hpp"

// Last: it defines common words as macros.
#define NCURSES_WIDECHAR 1
#include <curses.h>

namespace station {
namespace {

using screen::Key;
using screen::Style;

std::string_view terminal_name() {
  const char* name = std::getenv("TERM");
  return name == nullptr ? std::string_view() : std::string_view(name);
}

/// A bootable image has no locale but « C »: what stands at the other end then reads UTF-8, as consoles and serial terminals do today.
screen::Charset choose_charset() {
  std::setlocale(LC_CTYPE, "");
  const std::string_view codeset = nl_langinfo(CODESET);
  if (codeset == "ANSI_X3.4-1968" && std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr) return screen::Charset::ascii;
  if (std::string_view(nl_langinfo(CODESET)) != "UTF-8") return screen::Charset::console;
  const std::string_view name = terminal_name();
  const bool bare = name == "linux" || name.starts_with("vt") || name == "ansi";
  return bare ? screen::Charset::console : screen::Charset::unicode;
}

/// A thread that was there before the screens takes a signal: it goes to the main thread, which reads it from its descriptor.
void hand_over(int number) {
  const int before = errno;
  if (::gettid() != ::getpid()) ::syscall(SYS_tgkill, ::getpid(), ::getpid(), number);
  errno = before;
}

/// Ctrl-Alt-Del and `kill` ask, as Ctrl-C does; they never end an erasure by themselves.
class Signals {
 public:
  Signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : asked) {
      sigaddset(&set, number);
      struct sigaction action = {};
      action.sa_handler = hand_over;
      action.sa_flags = SA_RESTART;
      sigaction(number, &action, nullptr);
    }
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    descriptor_ = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  }
  ~Signals() {
    if (descriptor_ >= 0) ::close(descriptor_);
    sigset_t set;
    sigemptyset(&set);
    for (const int number : asked) sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    for (const int number : asked) std::signal(number, SIG_DFL);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  bool pending(bool& hung_up) const {
    signalfd_siginfo info = {};
    bool any = false;
    while (descriptor_ >= 0 && ::read(descriptor_, &info, sizeof info) == sizeof info) {
      any = true;
      hung_up = hung_up || info.ssi_signo == SIGHUP;
    }
    return any;
  }

 private:
  static constexpr int asked[] = {SIGINT, SIGTERM, SIGQUIT, SIGTSTP, SIGHUP};
  int descriptor_ = -1;
};

struct Look {
  short text, ground;
  attr_t colour, plain;  ///< attributes with colours, and without
};

Look look_of(Style style) {
  switch (style) {
    case Style::normal:
    case Style::faint:
      return {COLOR_WHITE, COLOR_BLACK, A_NORMAL, A_NORMAL};
    case Style::strong:
      return {COLOR_WHITE, COLOR_BLACK, A_BOLD, A_BOLD};
    case Style::title:
      return {COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE};
    case Style::key:
      return {COLOR_CYAN, COLOR_BLACK, A_BOLD, A_NORMAL};
    case Style::next:
      return {COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE | A_BOLD};
    case Style::input:
      return {COLOR_BLACK, COLOR_WHITE, A_NORMAL, A_REVERSE};
    case Style::good:
      return {COLOR_GREEN, COLOR_BLACK, A_BOLD, A_BOLD};
    case Style::warning:
      return {COLOR_YELLOW, COLOR_BLACK, A_BOLD, A_BOLD};
    case Style::bad:
      return {COLOR_RED, COLOR_BLACK, A_BOLD, A_BOLD};
    case Style::good_block:
      return {COLOR_BLACK, COLOR_GREEN, A_NORMAL, A_REVERSE};
    case Style::warning_block:
      return {COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_REVERSE};
    case Style::bad_block:
      return {COLOR_WHITE, COLOR_RED, A_BOLD, A_REVERSE | A_BOLD};
    case Style::bar:
      return {COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE};
    case Style::bar_rest:
      return {COLOR_CYAN, COLOR_BLACK, A_NORMAL, A_NORMAL};
    case Style::red:
      return {COLOR_WHITE, COLOR_RED, A_NORMAL, A_NORMAL};
    case Style::green:
      return {COLOR_WHITE, COLOR_GREEN, A_NORMAL, A_NORMAL};
    case Style::blue:
      return {COLOR_WHITE, COLOR_BLUE, A_NORMAL, A_NORMAL};
    case Style::white:
      return {COLOR_BLACK, COLOR_WHITE, A_NORMAL, A_REVERSE};
    case Style::black:
      return {COLOR_WHITE, COLOR_BLACK, A_NORMAL, A_NORMAL};
  }
  return {COLOR_WHITE, COLOR_BLACK, A_NORMAL, A_NORMAL};
}

class Terminal {
 public:
  /// Null when this terminal cannot show screens.
  static std::unique_ptr<Terminal> open() {
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) return nullptr;
    SCREEN* screen = newterm(nullptr, stdout, stdin);
    if (screen == nullptr) return nullptr;
    std::unique_ptr<Terminal> terminal(new Terminal(screen));
    if (tigetstr("cup") == nullptr) return nullptr;  // a « dumb » terminal
    return terminal;
  }
  ~Terminal() {
    endwin();
    delscreen(screen_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  int rows() const { return getmaxy(stdscr); }
  int columns() const { return getmaxx(stdscr); }

  void paint(const screen::Canvas& canvas) {
    for (int row = 0; row < canvas.rows(); ++row) {
      for (int column = 0; column < canvas.columns(); ++column) {
        const screen::Cell& cell = canvas.at(row, column);
        if (cell.character != 0) put(row, column, cell);
      }
    }
    refresh();
  }
  void redraw() { clearok(curscr, TRUE); }

  /// Waits up to `milliseconds`; false when the terminal is gone. Nothing in `key` when no key came.
  bool read(int milliseconds, std::optional<Key>& key) {
    key.reset();
    timeout(milliseconds);
    wint_t value = 0;
    errno = 0;
    const int kind = get_wch(&value);
    if (kind == ERR) return errno != EIO && errno != EBADF && !is_closed();
    key = kind == KEY_CODE_YES ? special(value) : plain(value);
    return true;
  }

 private:
  /// The other end is gone: ncurses would say « no key » at once, for ever.
  static bool is_closed() {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&input, 1, 0) <= 0) return false;
    if ((input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) return true;
    int waiting = 0;
    return ::ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0;
  }

  explicit Terminal(SCREEN* screen) : screen_(screen) {
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    set_escdelay(100);
    curs_set(0);
    if (has_colors()) {
      start_color();
      coloured_ = COLORS >= 8 && COLOR_PAIRS >= 24;
    }
    for (short style = 0; coloured_ && style <= static_cast<short>(Style::black); ++style) {
      const Look look = look_of(static_cast<Style>(style));
      init_pair(static_cast<short>(style + 1), look.text, look.ground);
    }
    if (coloured_) bkgd(static_cast<chtype>(COLOR_PAIR(1)) | ' ');
    if (terminal_name() == "linux")
      std::fputs("\033[9;0]\033[14;0]", stdout);  // an erasure of hours must stay seen: no blank screen
  }

  void put(int row, int column, const screen::Cell& cell) {
    const Look look = look_of(cell.style);
    const attr_t attributes = coloured_ ? look.colour : look.plain;
    const short pair = coloured_ ? static_cast<short>(static_cast<int>(cell.style) + 1) : short{0};
    const cchar_t* line = cell.character == screen::horizontal_line ? WACS_HLINE
                          : cell.character == screen::vertical_line ? WACS_VLINE
                          : cell.character == screen::bar_dots      ? WACS_CKBOARD
                                                                    : nullptr;
    wchar_t text[CCHARW_MAX + 1] = {static_cast<wchar_t>(cell.character), L'\0'};
    attr_t kept = 0;
    short unused = 0;
    if (line != nullptr) getcchar(line, text, &kept, &unused, nullptr);
    cchar_t drawn = {};
    setcchar(&drawn, text, attributes | (kept & A_ALTCHARSET), pair, nullptr);
    mvadd_wch(row, column, &drawn);
  }

  std::optional<Key> special(wint_t value) {
    using Kind = Key::Kind;
    if (value >= KEY_F(1) && value <= KEY_F(12)) return screen::function(static_cast<int>(value - KEY_F0));
    switch (value) {
      case KEY_UP:
        return Key{Kind::up};
      case KEY_DOWN:
        return Key{Kind::down};
      case KEY_LEFT:
        return Key{Kind::left};
      case KEY_RIGHT:
        return Key{Kind::right};
      case KEY_PPAGE:
        return Key{Kind::page_up};
      case KEY_NPAGE:
        return Key{Kind::page_down};
      case KEY_BTAB:
        return Key{Kind::tab};
      case KEY_ENTER:
        return Key{Kind::enter};
      case KEY_BACKSPACE:
      case KEY_DC:
        return Key{Kind::backspace};
      default:
        return std::nullopt;
    }
  }

  /// Control keys stand for function keys on serial terminals, which often lack F5 to F10.
  std::optional<Key> plain(wint_t value) {
    using Kind = Key::Kind;
    const bool after_return = last_ == L'\r';
    last_ = value;
    switch (value) {
      case L'\n':
        if (after_return) return std::nullopt;  // scanners may send both
        return Key{Kind::enter};
      case L'\r':
        return Key{Kind::enter};
      case L'\t':
        return Key{Kind::tab};
      case 8:
      case 127:
        return Key{Kind::backspace};
      case 27:
        return Key{Kind::escape};
      case 3:
        return Key{Kind::interrupt};
      case 14:
        return screen::function(2);  // Ctrl-N
      case 20:
        return screen::function(3);  // Ctrl-T
      case 15:
        return screen::function(4);  // Ctrl-O
      case 18:
        return screen::function(5);  // Ctrl-R
      case 16:
        return screen::function(6);  // Ctrl-P
      case 19:
        return screen::function(7);  // Ctrl-S
      case 5:
        return screen::function(8);  // Ctrl-E
      case 17:
        return screen::function(10);  // Ctrl-Q
      case 12:
        redraw();
        return std::nullopt;
      default:
        break;
    }
    if (value < 32) return std::nullopt;
    return screen::character(static_cast<char32_t>(value));
  }

  SCREEN* screen_;
  bool coloured_ = false;
  wint_t last_ = 0;
};

using End = screen::Session::End;

constexpr std::chrono::seconds power_off_patience{20}, leave_patience{2};

/// Without its screen the program says why it is still there. Signals are not heeded meanwhile: an end now would leave the drive locked.
void wait_for_drives(screen::Session& session, End end, const i18n::Translator& tr) {
  const auto held = session.held();
  for (const auto& drive : held)
    std::cerr << tr("station.screen.waits_held",
                    {{"drive", screen::drive_name(drive, tr)}, {"number", screen::drive_number(drive, tr)}})
              << '\n';
  while (!session.held().empty()) session.wind_up(std::chrono::seconds(1));
  if (!held.empty()) session.wind_up(leave_patience);
  if (end == End::leave && session.busy()) std::cerr << tr("station.screen.waits") << '\n';
}

/// What is typed while a frame was painted is taken at once: scanners are fast, serial lines slow.
End converse(screen::Session& session, Terminal& terminal, const Signals& signals, const i18n::Translators& translators,
             screen::Charset charset) {
  while (session.end() == End::none) {
    terminal.paint(screen::draw(session.state(), translators, terminal.rows(), terminal.columns(), charset));
    std::optional<Key> key;
    bool alive = terminal.read(150, key);
    while (alive && key && session.end() == End::none) {
      session.press(*key);
      alive = terminal.read(0, key);
    }
    bool hung_up = false;
    if (signals.pending(hung_up)) session.press({Key::Kind::interrupt});
    if (!alive || hung_up) return End::leave;
    session.tick();
  }
  return session.end();
}

}  // namespace

int run_screen(const ScreenServices& services) {
  const screen::Charset charset = choose_charset();
  const Signals signals;  // before any thread: they all leave the signals to this one
  End end = End::leave;
  {
    auto terminal = Terminal::open();
    if (!terminal) {
      std::cerr << services.translators[services.language]("station.screen.no_terminal") << '\n';
      return 1;
    }
    screen::Session session(services);
    end = converse(session, *terminal, signals, services.translators, charset);
    session.wind_up(end == End::power_off ? power_off_patience : leave_patience);
    const auto& tr = services.translators[session.state().settings.language];
    terminal.reset();
    wait_for_drives(session, end, tr);
  }
  if (end == End::power_off && services.power_off) services.power_off();
  return 0;
}

}  // namespace station
