#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/headers.hpp"

namespace gasworks::http {

/// Under which names clients reach a server. Browsers let a web page talk to whatever the page's own name
/// stands for; a name that is made to stand for another address afterwards (DNS rebinding) lets that page use
/// servers which only its visitors can reach. Such a request carries the page's name in Host.
class HostNames {
  public:
    /// Without names the server answers to any.
    explicit HostNames(std::vector<std::string> names) : names_(std::move(names)) {}

    /// The error is a sentence about what is wrong with a name; empty where nothing is.
    static std::string check_name(const std::string& name);

    /// What is wrong with a request's Host: nothing where it is one of the names, an address, or missing
    /// (HTTP/1.0, which no browser speaks). Names are compared without regard to case, ports not at all.
    std::optional<std::string> objection(const Headers& headers) const;

  private:
    std::vector<std::string> names_;
};

}  // namespace gasworks::http
