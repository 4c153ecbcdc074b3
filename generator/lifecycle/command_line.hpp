#pragma once
#include <functional>
#include <memory>
#include <vector>

namespace CLI {
class App;
}

namespace gasworks::lifecycle {

/// A command of the program and what it does; the result is the exit code.
struct Command {
    CLI::App* app = nullptr;
    std::function<int()> run;
};

/// Adds `server start|stop|ps|list` and `register add|delete|list`. The commands hold what their flags are
/// read into.
std::vector<Command> add_commands(CLI::App& app);

}  // namespace gasworks::lifecycle
