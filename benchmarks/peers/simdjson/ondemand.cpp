// simdjson on demand: does not validate what it skips.
#include "engine.hpp"

using namespace simdjson;

int main(int argc, char **argv) {
    ondemand::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
    parser.threaded = false;
#endif
    return run(argc, argv, [&](const char *bytes, size_t length, bool is_iso, Counts &counts) {
        ondemand::document_stream documents;
        if (parser.iterate_many(bytes, length, 1 << 20).get(documents)) fail("no documents");
        for (auto document : documents) {
            int64_t seconds;
            if (is_iso) seconds = iso_seconds(document.find_field_unordered("time").get_string());
            else seconds = document.find_field_unordered("time").get_int64();
            counts.add(seconds / 3600, document.find_field_unordered("action").get_string());
        }
        if (documents.truncated_bytes() > 0) fail("truncated");
    });
}
