#include "metrics/registry.hpp"

namespace gasworks::metrics {

std::string Registry::text() const {
    Exposition exposition;
    for (const Collector& collect : collectors_)
        collect(exposition);
    return exposition.text();
}

}  // namespace gasworks::metrics
