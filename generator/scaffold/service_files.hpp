#pragma once
#include <map>
#include <string>
#include <vector>

#include "generator/model/api.hpp"

namespace gasworks::generator {

/// A file of a new service.
struct ServiceFile {
    std::string path;  ///< within the service's folder
    std::string content;
    bool executable = false;
};

/// Everything a new service consists of, beside its document: CMakeLists.txt, main(), operations that answer
/// 501, a test, a Dockerfile, a README.
std::vector<ServiceFile> service_files(const std::string& name, const Api& api);

/// The document of a service that was made without one.
std::string sample_document(const std::string& name);

}  // namespace gasworks::generator
