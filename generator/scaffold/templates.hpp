#pragma once
#include <string_view>

/// The files of a new service, from the folder templates/; @NAME@ and the like stand for what differs.
namespace gasworks::generator::templates {

extern const std::string_view cmake_lists;
extern const std::string_view main_program;
extern const std::string_view authenticator;
extern const std::string_view service_test;
extern const std::string_view dockerfile;
extern const std::string_view readme;
extern const std::string_view sample;

}  // namespace gasworks::generator::templates
