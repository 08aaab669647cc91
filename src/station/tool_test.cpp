#include "station/tool.hpp"

#include <csignal>
#include <thread>

#include "station/bench_test.hpp"

namespace station {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

milliseconds since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
}

/// Gone, or a zombie that nobody collected yet.
bool has_ended(const std::string& pid) {
  const std::string stat = content_of("/proc/" + pid + "/stat");
  const auto name_end = stat.rfind(')');
  return name_end == std::string::npos || stat.substr(name_end + 2, 1) == "Z";
}

TEST(Tool, GivesOutputErrorsAndExitStatus) {
  const FakeMachine bench;
  bench.tool("speaks", "echo said; echo complained >&2; exit 4");
  const auto run = run_tool({.program = "speaks"}, bench.limits());
  EXPECT_EQ(run.end, ToolEnd::exited);
  EXPECT_EQ(run.exit_status, 4);
  EXPECT_EQ(run.output, "said\n");
  EXPECT_EQ(run.errors, "complained\n");
}

TEST(Tool, GetsACleanEnvironmentAndNoInput) {
  ::setenv("LD_PRELOAD_FOR_TEST", "x", 1);
  const FakeMachine bench;
  bench.tool("env", "/usr/bin/env; /bin/cat; echo \"$0 $*\"");
  const auto run = run_tool({.program = "env", .arguments = {"-a", "two words", "$HOME;"}}, bench.limits());
  EXPECT_EQ(run.output.find("LD_PRELOAD_FOR_TEST"), std::string::npos);
  EXPECT_NE(run.output.find("LC_ALL=C\n"), std::string::npos);
  EXPECT_NE(run.output.find("-a two words $HOME;\n"), std::string::npos) << run.output;
}

TEST(Tool, TellsMissingFromNotStarted) {
  const FakeMachine bench;
  EXPECT_EQ(run_tool({.program = "lshw"}, bench.limits()).end, ToolEnd::missing);
  const auto file = fs::path(bench.limits().path) / "broken";
  bench.tool("broken", "");
  std::ofstream(file) << "#!/no/such/interpreter\n";
  EXPECT_EQ(run_tool({.program = "broken"}, bench.limits()).end, ToolEnd::not_started);
  EXPECT_EQ(run_tool({.program = "broken"}, {.path = ".:relative:"}).end, ToolEnd::missing) << "only absolute folders";
}

TEST(Tool, KillsAHangingProgramWithItsChildren) {
  const FakeMachine bench;
  const std::string pid_file = bench.path() / "pid";
  bench.tool("hangs", "trap '' TERM INT HUP\necho before\n/bin/sleep 1000 & echo $! > " + pid_file + "\nwait");
  const auto begin = steady_clock::now();
  const auto run = run_tool({.program = "hangs", .time_limit = milliseconds(2000)}, bench.limits());
  EXPECT_EQ(run.end, ToolEnd::timed_out);
  EXPECT_EQ(run.output, "before\n");
  EXPECT_GE(since(begin), milliseconds(2000));
  EXPECT_LT(since(begin), milliseconds(60'000));
  std::string pid = content_of(pid_file);
  ASSERT_FALSE(pid.empty());
  pid.pop_back();
  for (int i = 0; i < 100 && !has_ended(pid); ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_TRUE(has_ended(pid)) << pid;
}

TEST(Tool, DoesNotWaitForAChildThatKeepsThePipe) {
  const FakeMachine bench;
  bench.tool("leaves", "/bin/sleep 1000 &\necho done");
  const auto begin = steady_clock::now();
  const auto run = run_tool({.program = "leaves", .time_limit = std::chrono::seconds(20)}, bench.limits());
  EXPECT_EQ(run.end, ToolEnd::exited);
  EXPECT_EQ(run.output, "done\n");
  EXPECT_LT(since(begin), milliseconds(10'000));
}

TEST(Tool, StopsAFloodAndForgetsIt) {
  const FakeMachine bench;
  bench.tool("floods", "exec /usr/bin/head -c 20971520 /dev/zero");
  const auto run = run_tool({.program = "floods"}, bench.limits());
  EXPECT_EQ(run.end, ToolEnd::too_large);
  EXPECT_TRUE(run.output.empty());
}

TEST(Tool, AcceptsExactlyTheLimit) {
  const FakeMachine bench;
  bench.tool("fills", "exec /usr/bin/head -c 1000 /dev/zero");
  EXPECT_EQ(run_tool({.program = "fills"}, {.path = bench.limits().path, .output_bytes = 1000}).end, ToolEnd::exited);
  EXPECT_EQ(run_tool({.program = "fills"}, {.path = bench.limits().path, .output_bytes = 999}).end, ToolEnd::too_large);
}

TEST(Tool, AFloodOfComplaintsIsCutNotFatal) {
  const FakeMachine bench;
  bench.tool("moans", "/usr/bin/head -c 5000000 /dev/zero >&2; echo fine");
  const auto run = run_tool({.program = "moans"}, bench.limits());
  EXPECT_EQ(run.end, ToolEnd::exited);
  EXPECT_EQ(run.output, "fine\n");
  EXPECT_EQ(run.errors.size(), std::size_t{64} * 1024);
}

TEST(Tool, NoticesACrash) {
  const FakeMachine bench;
  bench.tool("crashes", "kill -SEGV $$");
  EXPECT_EQ(run_tool({.program = "crashes"}, bench.limits()).end, ToolEnd::killed);
}

TEST(Tool, RunsSeveralAtOnceInOrder) {
  const FakeMachine bench;
  // Each waits until another has begun too.
  const std::string begun = bench.path() / "begun-";
  bench.tool("waits",
             ": >" + begun + "$1; mine=$1; tries=0\nset -- " + begun +
                 "*\nwhile [ $# -lt 2 ] && [ $tries -lt 400 ]; do /bin/sleep 0.05; tries=$((tries + 1)); set -- " +
                 begun + "*; done\n[ $# -ge 2 ] && echo $mine");
  std::vector<ToolCommand> commands;
  for (int i = 0; i < 10; ++i) commands.push_back({.program = "waits", .arguments = {std::to_string(i)}});
  const auto runs = run_tools(commands, bench.limits());
  ASSERT_EQ(runs.size(), 10U);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(runs[static_cast<std::size_t>(i)].output, std::to_string(i) + "\n");
}

}  // namespace
}  // namespace station
