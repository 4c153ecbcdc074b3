#include "program/health_check.hpp"

#include <iostream>
#include <sstream>

#include <boost/asio/ip/tcp.hpp>

namespace gasworks::program {

namespace {

/// What is wrong, in a sentence; empty where nothing is.
std::string objection(const std::string& host, std::uint16_t port, std::chrono::milliseconds patience) {
    boost::asio::ip::tcp::iostream server;
    server.expires_after(patience);
    server.connect(host, std::to_string(port));
    if (!server) return server.error().message();
    // The address, which every server answers to, whatever its --host-name.
    std::ostringstream address;
    address << server.socket().remote_endpoint();
    server << "GET /livez HTTP/1.1\r\nHost: " << address.str() << "\r\nConnection: close\r\n\r\n"
           << std::flush;
    std::string version;
    std::string status;
    server >> version >> status;
    if (!server) return "no answer: " + server.error().message();
    if (!version.starts_with("HTTP/1.")) return "the answer is not HTTP";
    return status == "200" ? "" : "/livez is answered with " + status;
}

}  // namespace

int check_health(const std::string& name, const std::string& host, std::uint16_t port,
                 std::chrono::milliseconds patience) {
    if (port == 0) {
        std::cerr << name << ": --check-health needs the port, and port 0 lets the system choose\n";
        return 2;
    }
    const std::string asked = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host;
    const std::string wrong = objection(asked, port, patience);
    if (wrong.empty()) return 0;
    std::cerr << name << ": port " << port << " of " << asked << ": " << wrong << '\n';
    return 1;
}

}  // namespace gasworks::program
