#include <exception>
#include <iostream>
#include <optional>
#include <sys/stat.h>

#include "application.hpp"
#include "model/blas.hpp"
#include "options.hpp"
#include "program/descriptor_limit.hpp"
#include "program/end_deadline.hpp"
#include "program/end_signal.hpp"
#include "program/health_check.hpp"

int main(int argc, char** argv) {
    using namespace eigenfaces::service;
    const auto parsed = parse_options(argc, argv);
    if (const auto* exit_now = std::get_if<ExitNow>(&parsed)) {
        (exit_now->code == 0 ? std::cout : std::cerr) << exit_now->text;
        return exit_now->code;
    }
    const Options& options = std::get<Options>(parsed);
    if (options.check_health) {
        return gasworks::program::check_health("eigenfaces-server", options.host, options.port);
    }

    gasworks::program::raise_descriptor_limit();
    eigenfaces::blas::prepare();
    // Faces are personal data: what the server writes is for its own user alone.
    umask(0077);
    const gasworks::program::EndSignal end_signal;

    // Outlives all that has to end.
    std::optional<gasworks::program::EndDeadline> deadline;
    try {
        Application application(options);
        application.start();
        std::cout << "EigenfacesSVM: " << application.ui_url() << std::endl;
        end_signal.wait();
        deadline.emplace(gasworks::program::EndDeadline::beyond(options.clients.drain_time));
        return application.stop() ? 0 : 1;
    } catch (const CannotStart& error) {
        std::cerr << "eigenfaces-server: " << error.what() << '\n';
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "eigenfaces-server: ended by an error: " << error.what() << '\n';
        return 1;
    }
}
