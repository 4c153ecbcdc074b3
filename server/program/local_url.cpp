#include "program/local_url.hpp"

namespace gasworks::program {

std::string local_url(std::string host, std::uint16_t port, const std::string& path) {
    if (host == "0.0.0.0" || host == "::") host = "localhost";
    if (host.find(':') != std::string::npos) host = '[' + host + ']';
    return "http://" + host + ':' + std::to_string(port) + path;
}

}  // namespace gasworks::program
